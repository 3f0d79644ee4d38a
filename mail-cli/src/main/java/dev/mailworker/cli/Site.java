package dev.mailworker.cli;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.metrics.MailWorkerMetrics;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.ProgressStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What commands work on: a site with the settings in force. Opening one asks nothing of anybody outside. */
sealed interface Site extends AutoCloseable permits SiteInFolder, SiteOnAws {
    /**
     * Opens a site.
     *
     * @param folder of a local site; null for the site on AWS that the settings name
     * @param settings those in force
     * @return the site, to be closed
     * @throws UsageException if it is none
     */
    static Site open(@Nullable Path folder, Settings settings) {
        return folder == null ? SiteOnAws.open(settings) : SiteInFolder.open(folder, settings);
    }

    /** {@return a worker that takes, looks up and delivers as this site does} */
    MailWorkerBuilder worker();

    /** {@return the settings in force} */
    Settings settings();

    /** {@return the worker's settings} */
    WorkerConfig config();

    /** {@return the mails, to look at} */
    Mails mails();

    /** {@return how mails are worked on again} */
    Replays replays();

    /** {@return what is remembered of mails between attempts} */
    ProgressStore progress();

    /** {@return the blocked senders} */
    BlocklistStore blocklist();

    /** {@return the blocked senders, to change} */
    BlocklistEditor blocklistEditor();

    /** Lets mails that wait for another attempt come at once, where the site can do that. */
    void expedite();

    /** Reads again what may have changed: the file of settings, the lists of domains, the tables. Mails in work go on. */
    void readAgain();

    /** Shows its mail servers and services, as far as it has any. */
    void show(MailWorkerMetrics metrics);

    /** Closes what was opened. Close workers before. */
    @Override
    void close();
}
