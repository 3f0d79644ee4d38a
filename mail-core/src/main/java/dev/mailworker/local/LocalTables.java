package dev.mailworker.local;

import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;

/**
 * Tables in a folder, as a local site has them in {@code tables/}, without the site: for looking things up. A table whose
 * file is missing is empty. Thread-safe.
 */
public final class LocalTables {
    private final BlocklistFile blocklist;
    private final RuleFile rules;
    private final SentMailFile sentMail;

    /**
     * Uses a folder. Nothing in it is read before somebody asks.
     *
     * @param folder where the tables' files are
     * @param names the tables' names
     * @param time the clock that entries expire by
     */
    public LocalTables(Path folder, TableNames names, InstantSource time) {
        TableFolder tables = new TableFolder(folder, LoggerFactory.getLogger(TableFile.class));
        // Nobody gets at what edits the table, so the lock's file is never made.
        ProcessLock unused = new ProcessLock(folder.resolve(names.blocked() + ".lock"));
        this.blocklist = new BlocklistFile(tables, names.blocked(), unused);
        this.rules = new RuleFile(tables, names.rules());
        this.sentMail = new SentMailFile(tables, names.messages(), time);
    }

    /** {@return the blocked senders} */
    public BlocklistStore blocklist() {
        return blocklist;
    }

    /** {@return the mailboxes' rules} */
    public RuleStore rules() {
        return rules;
    }

    /** {@return the mails that the site sent} */
    public SentMailStore sentMail() {
        return sentMail;
    }
}
