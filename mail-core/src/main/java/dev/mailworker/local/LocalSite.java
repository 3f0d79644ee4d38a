package dev.mailworker.local;

import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ReplyLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.LoggerFactory;

/**
 * A whole site in one folder:
 *
 * <pre>
 * spool/DOMAIN/KEY.eml         a mail to be worked on: write it under another name first, then rename it
 * spool/DOMAIN/KEY.json        its envelope and verdicts, put there before it; may be missing
 * done/DOMAIN/  dead/DOMAIN/   where both end, with KEY.audit.json
 * tables/NAME.json             the tables, as {@code aws dynamodb scan --output json} prints them; may be missing
 * mail/DOMAIN/LOCALPART/       the mailboxes, as Maildirs
 * outbox/                      forwards and replies for other sites, for somebody else to send
 * state/                       the worker's own, mode 0700
 * </pre>
 *
 * <p>Several processes may have one folder open. All must be on one machine, or on a network file system with working
 * locks. Thread-safe.
 */
public final class LocalSite implements AutoCloseable {
    private final Path folder;
    private final InstantSource time;
    private final SpoolFolders folders;
    private final SpoolDomains domains;
    private final SpoolPoller poller = new SpoolPoller();
    private final Map<String, SpoolSource> sources = new ConcurrentSkipListMap<>();
    private final OwnFolder temporary;
    private final BlocklistFile blocklist;
    private final RuleFile rules;
    private final SentMailFile sentMail;
    private final FileProgressStore progress;
    private final FileReplyLedger replies;

    private LocalSite(Path folder, TableNames tables, InstantSource time) throws IOException {
        this.folder = folder;
        this.time = time;
        this.folders = new SpoolFolders(folder);
        this.domains = new SpoolDomains(folders);
        makePrivate(state());
        for (String name : List.of("leases", "locks", "tmp")) {
            Files.createDirectories(state().resolve(name));
        }
        TableFolder tableFolder = new TableFolder(folder.resolve("tables"), LoggerFactory.getLogger(TableFile.class));
        this.blocklist = new BlocklistFile(tableFolder, tables.blocked(), lock("table-" + tables.blocked()));
        this.rules = new RuleFile(tableFolder, tables.rules());
        this.sentMail = new SentMailFile(tableFolder, tables.messages(), time);
        this.progress = new FileProgressStore(state().resolve("progress"), new MailIdentities(folders));
        this.replies = new FileReplyLedger(state().resolve("replies"));
        blocklist.preload();
        rules.preload();
        sentMail.preload();
        // Last, so that nothing fails after it and leaves it locked.
        this.temporary = OwnFolder.in(state().resolve("tmp"));
    }

    /**
     * Opens a site, with the usual names of tables and the system's clock.
     *
     * @param folder see {@link #open(Path, TableNames, InstantSource)}
     * @return the site, to be closed
     */
    public static LocalSite open(Path folder) {
        return open(folder, TableNames.DEFAULT, InstantSource.system());
    }

    /**
     * Opens a site. What is missing in {@code state/} is made; {@code spool/} must be there, so that a wrong folder is
     * seen as one.
     *
     * @param folder the site's folder
     * @param tables the tables' names
     * @param time the clock that leases, retries and expiry go by
     * @return the site, to be closed
     * @throws IllegalArgumentException if it is no folder, or has no {@code spool/}; the message says what to do
     * @throws PortException if {@code state/} can't be made or written
     */
    public static LocalSite open(Path folder, TableNames tables, InstantSource time) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new IllegalArgumentException(absolute + " is no folder: give the folder of a local site");
        }
        if (!Files.isDirectory(absolute.resolve("spool"))) {
            throw new IllegalArgumentException(
                    absolute + " has no spool/: make it, with a folder for each domain in it,"
                            + " if this is to be a local site");
        }
        return FileTrouble.reporting("open the local site " + absolute, () -> new LocalSite(absolute, tables, time));
    }

    /** Envelopes, progress and pieces of mails are nobody else's business. */
    private static void makePrivate(Path state) throws IOException {
        Files.createDirectories(state);
        PosixFileAttributeView view = Files.getFileAttributeView(state, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    private Path state() {
        return folder.resolve("state");
    }

    private ProcessLock lock(String name) {
        return new ProcessLock(state().resolve("locks").resolve(name));
    }

    /** {@return the site's folder} */
    public Path folder() {
        return folder;
    }

    /**
     * {@return the domains that have a folder in the spool now, sorted. A folder whose name is no domain is logged once}
     *
     * @throws PortException if the spool can't be listed
     */
    public List<String> domains() {
        return domains.list();
    }

    /**
     * {@return a new queue of a domain's mails, to be closed; it need not have a folder yet}
     *
     * @param domain a name as {@link #domains} gives it
     * @throws IllegalArgumentException if it is no domain in lower case
     * @throws PortException if its state can't be made
     */
    public SpoolSource source(String domain) {
        return new SpoolSource(sourceName(domain), queue(domain), poller);
    }

    /**
     * {@return the name of a domain's queue}
     *
     * @param domain the domain
     */
    public static String sourceName(String domain) {
        return "spool/" + domain;
    }

    /** {@return the queues of the domains that have a folder in the spool now; a domain's queue is the same each time} */
    public Collection<SpoolSource> sources() {
        List<String> now = domains();
        sources.keySet().retainAll(now);
        now.forEach(domain -> sources.computeIfAbsent(domain, this::source));
        return List.copyOf(sources.values());
    }

    /**
     * Makes messages of all domains visible at once that wait for another attempt; those that a worker has stay with it.
     *
     * @return how many
     * @throws PortException if a domain's folder can't be read or written; the others were gone over nevertheless
     */
    public int expedite() {
        int freed = 0;
        List<PortException> troubles = new ArrayList<>();
        for (String domain : domains()) {
            try {
                freed += FileTrouble.reporting("look through spool/" + domain, queue(domain)::expedite);
            } catch (PortException e) {
                troubles.add(e);
            }
        }
        if (!troubles.isEmpty()) {
            throw troubles.get(0);
        }
        return freed;
    }

    private SpoolQueue queue(String domain) {
        if (!FileNames.isDomain(domain)) {
            throw new IllegalArgumentException("'" + domain + "' is not a domain in lower case");
        }
        Path leases = state().resolve("leases").resolve(domain);
        FileTrouble.reporting("make " + leases, () -> Files.createDirectories(leases));
        return new SpoolQueue(folders, domain, new LeaseFolder(leases), lock("spool-" + domain), time);
    }

    /** {@return the mails} */
    public SpoolBlobs blobs() {
        return new SpoolBlobs(folders);
    }

    /** {@return the blocked senders, to look up and to change} */
    public BlocklistFile blocklist() {
        return blocklist;
    }

    /** {@return the mailboxes' rules} */
    public RuleFile rules() {
        return rules;
    }

    /** {@return the mails that the site sent} */
    public SentMailFile sentMail() {
        return sentMail;
    }

    /** {@return what is remembered of mails} */
    public ProgressStore progress() {
        return progress;
    }

    /** {@return the auto-replies given} */
    public ReplyLedger replies() {
        return replies;
    }

    /** {@return the way into the site's mailboxes, the Maildirs below {@code mail/}} */
    public MaildirTransport transport() {
        return new MaildirTransport(folder.resolve("mail"));
    }

    /** {@return the way to other sites: a folder from which somebody else sends, {@code outbox/}} */
    public OutboxTransport outbox() {
        return new OutboxTransport(folder.resolve("outbox"));
    }

    /**
     * {@return where large mails are kept while they are worked on: a folder of this process's own, which is deleted by
     * {@link #close}, or by the next process if this one is killed}
     */
    public Path temporaryFolder() {
        return temporary.path();
    }

    /**
     * Ends the polls that wait, with no messages, and the spool's thread, and deletes this process's temporary files.
     * Messages that are not settled come back when their lease ends. May be called again.
     */
    @Override
    public void close() {
        poller.close();
        temporary.close();
    }
}
