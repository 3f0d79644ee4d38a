package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerListener;
import dev.mailworker.activity.RecentActivity;
import dev.mailworker.cli.http.WebServer;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status page of a run, if the settings ask for one. */
final class StatusPage {
    private final Settings settings;
    private final Optional<StatusToken> token;
    private final StatusGate gate;
    private final RecentActivity activity = new RecentActivity();

    private StatusPage(Settings settings) {
        int port = settings.number(Setting.STATUS_PORT);
        this.settings = settings;
        this.token = settings.textIfSet(Setting.STATUS_TOKEN)
                .map(secret -> new StatusToken(secret, port, InstantSource.system()));
        this.gate = new StatusGate(settings.text(Setting.STATUS_ADDRESS), token);
    }

    /**
     * {@return the page; empty if it is turned off: nobody is going to look}
     *
     * @param settings those in force
     * @throws UsageException if it would be open to who must not see it
     */
    static Optional<StatusPage> of(Settings settings) {
        return settings.number(Setting.STATUS_PORT) == 0 ? Optional.empty() : Optional.of(new StatusPage(settings));
    }

    /** {@return what the worker tells of each mail} */
    WorkerListener listener() {
        return activity;
    }

    /**
     * Shows a worker.
     *
     * @param name what it is called
     * @param worker which; it needs the listener too
     * @return the server, to be closed
     * @throws UsageException if it can't listen
     */
    @Nullable
    WebServer serve(String name, MailWorker worker) {
        StatusView view = new StatusView(name, worker, activity, InstantSource.system());
        return Servers.start(
                "status", settings, Setting.STATUS_PORT, Setting.STATUS_ADDRESS, StatusPages.of(view, token), gate);
    }
}
