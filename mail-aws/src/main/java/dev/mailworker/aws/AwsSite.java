package dev.mailworker.aws;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.aws.dynamodb.DynamoBlocklistEditor;
import dev.mailworker.aws.dynamodb.DynamoReplyLedger;
import dev.mailworker.aws.dynamodb.DynamoTables;
import dev.mailworker.aws.s3.S3Blobs;
import dev.mailworker.aws.s3.S3Listing;
import dev.mailworker.aws.s3.S3Progress;
import dev.mailworker.aws.ses.SesTransport;
import dev.mailworker.decide.Route;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.Transport;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A whole site on AWS: queues on SQS, mails on S3, tables on DynamoDB, mail to the world by SES. Clients are made when they
 * are first needed; opening a site asks nothing of AWS. Thread-safe.
 *
 * <pre>{@code
 * try (AwsSite site = AwsSite.open(AwsSettings.DEFAULTS.withRegion("eu-west-1"));
 *         MailWorker worker = site.equip(MailWorker.builder(), () -> Set.of("example.com"))
 *                 .transport(Route.LOCAL, smtp)
 *                 .build()) {
 *     worker.start();
 *     …
 * }
 * }</pre>
 */
public final class AwsSite implements AutoCloseable {
    private final AwsSettings settings;
    private final Clients clients;
    private final QueueSources sources;
    private final Lazy<DynamoTables> tables;
    private final Lazy<SesTransport> outside;
    private volatile boolean closed;

    private AwsSite(AwsSettings settings, InstantSource time) {
        this.settings = settings;
        this.clients = new Clients(settings);
        this.sources = new QueueSources(settings, clients, time);
        this.tables =
                new Lazy<>(() -> new DynamoTables(clients.dynamoDb(), settings.tables(), settings.lookupCache(), time));
        this.outside = new Lazy<>(() -> new SesTransport(clients.ses()));
    }

    /**
     * {@return a site, to be closed, with the system's clock}
     *
     * @param settings the settings
     */
    public static AwsSite open(AwsSettings settings) {
        return open(settings, InstantSource.system());
    }

    /**
     * {@return a site, to be closed}
     *
     * @param settings the settings
     * @param time the clock that leases and expiry go by
     */
    public static AwsSite open(AwsSettings settings, InstantSource time) {
        return new AwsSite(settings, time);
    }

    /** {@return the settings} */
    public AwsSettings settings() {
        return settings;
    }

    /**
     * Gives a worker everything that this site has; what it takes to ask AWS is got ready meanwhile, on a thread of its own. What is still needed is the way into the mailboxes,
     * {@link Route#LOCAL}; without one for {@link Route#INTERNAL}, mail between the site's domains has none.
     *
     * @param builder the worker
     * @param domains the site's domains at the moment of asking, in lower case
     * @return the same builder
     */
    public MailWorkerBuilder equip(MailWorkerBuilder builder, Supplier<Set<String>> domains) {
        prepare();
        replies().ifPresent(builder::replies);
        return builder.sources(() -> sources(domains.get()))
                .managedDomains(domains)
                .blobs(new LateBlobs(new Lazy<>(this::blobs)))
                .progress(new LateProgress(new Lazy<>(this::progress)))
                .blocklist(mailboxes -> blocklist().patterns(mailboxes))
                .rules(mailboxes -> rules().rules(mailboxes))
                .sentMail(id -> sentMail().find(id))
                .transport(Route.OUTSIDE, mail -> outside().send(mail));
    }

    /**
     * Makes what a worker needs first, in the order in which it needs it, on a thread of its own: each takes a good part of
     * a second of a cold JVM, and the queues can be asked while the others are being made.
     */
    private void prepare() {
        Thread making = new Thread(
                () -> {
                    Stream.<Runnable>of(clients::sqs, clients::s3, clients::dynamoDb)
                            .filter(client -> !closed)
                            .forEach(Runnable::run);
                    if (closed) {
                        clients.close();
                    }
                },
                "mailworker-aws-start");
        making.setDaemon(true);
        making.start();
    }

    /**
     * {@return the queues of domains; domains whose queue has one name share it. A queue's source is the same each time}
     *
     * @param domains the domains, in lower case, of which mail is to be received from now on
     */
    public Collection<MessageSource> sources(Collection<String> domains) {
        return sources.of(domains);
    }

    /** {@return the mails} */
    public BlobStore blobs() {
        return new S3Blobs(clients.s3());
    }

    /** {@return the mails, to list} */
    public S3Listing listing() {
        return new S3Listing(clients.s3(), settings.progressPrefix());
    }

    /** {@return what is remembered of mails} */
    public ProgressStore progress() {
        return new S3Progress(clients.s3(), settings.progressPrefix());
    }

    /** {@return the blocked senders; shares its calls with {@link #rules}} */
    public BlocklistStore blocklist() {
        return tables.get();
    }

    /** {@return the mailboxes' rules; shares its calls with {@link #blocklist}} */
    public RuleStore rules() {
        return tables.get();
    }

    /** {@return the mails that the site sent} */
    public SentMailStore sentMail() {
        return tables.get();
    }

    /** {@return the blocked senders, to change} */
    public BlocklistEditor blocklistEditor() {
        return new DynamoBlocklistEditor(clients.dynamoDb(), settings.tables().blocked());
    }

    /** {@return the auto-replies given, if a table is set for them} */
    public Optional<ReplyLedger> replies() {
        return settings.repliesTable()
                .map(table -> new DynamoReplyLedger(clients.dynamoDb(), table, settings.repliesKey()));
    }

    /** {@return the way to the world} */
    public Transport outside() {
        return outside.get();
    }

    /** Ends the polls that wait, and closes the clients. Close the worker before. May be called again. */
    @Override
    public void close() {
        closed = true;
        sources.close();
        clients.close();
    }
}
