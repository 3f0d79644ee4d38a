package dev.mailworker.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * The one table of settings: the environment variable, its default, what it means. From it come the flags, the names in the
 * file of settings and what {@code config} shows, and the README's table is checked against it.
 */
enum Setting {
    CONFIG_FILE("", Shape.TEXT, "a YAML file of settings, and of what differs by domain; read again when it changes"),
    SITE_ID(
            "",
            Shape.WORD,
            "tells this site's own mail from other sites' in the loop header; all workers of a site share it;"
                    + " unset, it is the first of the managed domains"),
    WORKER_NAME("", Shape.TEXT, "names this worker in audits; unset, it is the host's name"),
    HEALTH_PORT(
            "8080",
            Shape.OWN_PORT,
            "the port on which a running worker says how it is: /health, /health/live, /health/ready, /domains; 0, or a variable that is empty: none"),
    HEALTH_ADDRESS("0.0.0.0", Shape.HOST, "the address that belongs to it; 0.0.0.0: all of this machine's"),
    METRICS_PORT(
            "8000",
            Shape.OWN_PORT,
            "the port on which a running worker shows itself to Prometheus: /metrics; 0, or a variable that is empty: none"),
    METRICS_ADDRESS("0.0.0.0", Shape.HOST, "the address that belongs to it; 0.0.0.0: all of this machine's"),
    METRICS_DOMAINS(
            "100",
            Shape.number(0, 10_000),
            "so many domains have metrics of their own, the first that mail comes for; all others together are the domain"
                    + " other"),
    STATUS_PORT(
            "8081",
            Shape.OWN_PORT,
            "the port on which a running worker shows people what it does, in a browser; 0, or a variable that is empty: none"),
    STATUS_ADDRESS(
            "127.0.0.1",
            Shape.HOST,
            "the address that belongs to it; if others than this machine can reach it, STATUS_TOKEN is demanded"),
    STATUS_TOKEN(
            "",
            Shape.TOKEN,
            "what one has to know to see that page, 16 characters or more; unset, it is open to everybody on this machine"),
    DOMAINS("", Shape.DOMAINS, "the mail domains, separated by commas; a local site's are the folders in its spool"),
    DOMAINS_FILE("", Shape.TEXT, "a file with more of them, one a line, # before comments; read again when it changes"),
    DOMAIN_WEIGHT(
            "1",
            Shape.number(1, 100),
            "how many batches of a domain's queue are taken in its turn while other queues wait too"),
    WORKER_THREADS("64", Shape.number(1, 10_000), "mails in flight at once, over all domains"),
    /** Twenty seconds are SQS's limit; none would ask again and again without a rest. */
    POLL_INTERVAL("20", Shape.number(1, 20), "seconds of one long poll"),
    MAX_MESSAGES("10", Shape.number(1, 10), "messages of one receive"),
    /** Half a day is SQS's limit. */
    VISIBILITY_TIMEOUT(
            "300", Shape.number(40, 43_200), "seconds of a message's lease; extended while a mail is in work"),
    STOP_TIMEOUT("10", Shape.number(0, Integer.MAX_VALUE), "seconds that mails in work get when the worker stops"),
    OUTAGE_GRACE(
            "60",
            Shape.number(0, Integer.MAX_VALUE),
            "seconds for which mails wait when a table can't be read, before it counts as empty"),
    MAX_AGE(
            "259200",
            Shape.number(1, Integer.MAX_VALUE),
            "seconds after which a mail that still can't be delivered is given up"),
    INVALID_STREAK(
            "20",
            Shape.number(0, Integer.MAX_VALUE),
            "so many recipients of a domain in a row may have no mailbox before the domain is paused; 0: any number"),
    INVALID_POLICY(
            "ack",
            Shape.INVALID_POLICY,
            "when a mailbox doesn't exist: ack, nobody is told; or bounce, the sender is told once, unless it is the null"
                    + " sender or neither SPF nor DKIM passed"),
    DELETE_BLOCKED(
            "true",
            Shape.FLAG,
            "whether a mail that every recipient blocks is deleted, after its audit was written and if nobody else can be waiting for it"),
    AUTOREPLY_DAYS(
            "7", Shape.number(1, 365), "days in which a sender gets an out-of-office reply once; a mailbox may differ"),
    FORWARD_SPAM("false", Shape.FLAG, "whether mail with spam verdict FAIL is forwarded"),
    SPAM_POLICY("pass", Shape.POLICY, "mail with spam verdict FAIL: pass, tag, hold or discard"),
    VIRUS_POLICY("pass", Shape.POLICY, "mail with virus verdict FAIL: pass, tag, hold or discard"),
    SPF_POLICY("pass", Shape.POLICY, "mail with SPF verdict FAIL: pass, tag, hold or discard"),
    DKIM_POLICY("pass", Shape.POLICY, "mail with DKIM verdict FAIL: pass, tag, hold or discard"),
    DMARC_POLICY("pass", Shape.POLICY, "mail with DMARC verdict FAIL: pass, tag, hold or discard"),
    SMTP_HOST(
            "localhost",
            Shape.HOST,
            "the server that takes mail for the mailboxes; a local site delivers to its own folders unless"
                    + " this or LMTP_ENABLED is set"),
    SMTP_PORT("25", Shape.PORT, "its port"),
    SMTP_USE_TLS("false", Shape.FLAG, "whether STARTTLS is required there, with a certificate that checks out"),
    SMTP_USER("", Shape.TEXT, "the user for SMTP AUTH; unset, nobody logs in"),
    SMTP_PASS("", Shape.SECRET, "the password for SMTP AUTH"),
    SMTP_POOL_SIZE("20", Shape.number(1, 1000), "open connections to the delivery server at most"),
    INTERNAL_SMTP_PORT("2525", Shape.PORT, "the port on SMTP_HOST for forwards and replies that stay inside"),
    LMTP_ENABLED("false", Shape.FLAG, "deliver by LMTP instead"),
    LMTP_HOST("localhost", Shape.HOST, "the LMTP server"),
    LMTP_PORT("24", Shape.LMTP_PORT, "its port"),
    DYNAMODB_RULES_TABLE("email-rules", Shape.TABLE, "the table of out-of-office and forwarding rules"),
    DYNAMODB_MESSAGES_TABLE("ses-outbound-messages", Shape.TABLE, "the table of sent mails"),
    DYNAMODB_BLOCKED_TABLE("email-blocked-senders", Shape.TABLE, "the table of blocked senders"),
    DYNAMODB_REPLIES_TABLE(
            "",
            Shape.TABLE,
            "the table of auto-replies given, which may be that of sent mails; unset, a restart forgets them"),
    DYNAMODB_REPLIES_KEY("MessageId", Shape.WORD, "the name of that table's key, a string"),
    LOOKUP_CACHE(
            "0",
            Shape.number(0, 86_400),
            "seconds for which a mailbox's patterns and rules are remembered; 0: a change works at once"),
    QUEUE_TEMPLATE(
            "{domain}-queue", Shape.QUEUE, "names a domain's queue; {domain} is the domain with dashes for dots"),
    BUCKET_TEMPLATE("{domain}-emails", Shape.BUCKET, "names a domain's bucket"),
    DEAD_LETTER_QUEUE(
            "",
            Shape.QUEUE,
            "where messages go that can't be dealt with, if their queue's redrive policy names no queue"),
    PROGRESS_PREFIX(
            ".mailworker/progress/",
            Shape.WORD,
            "how the keys begin under which progress is kept in the buckets; no bucket notification may be about them"),
    AUDIT_BUCKET(
            "",
            Shape.BUCKET_NAME,
            "a bucket in AWS_REGION where a copy of each audit stays as a small JSON object; unset, none"),
    AUDIT_PREFIX("audit/", Shape.WORD, "how those objects' keys begin"),
    SES_QUOTA_SHARE(
            "90", Shape.number(1, 100), "percent of SES's send rate and 24-hour quota that this worker uses at most"),
    AWS_REGION("us-east-2", Shape.REGION, "the region of the queues, buckets and tables"),
    DOMAIN_REGIONS(
            "",
            Shape.DOMAIN_REGIONS,
            "domains whose queue, bucket and SES identity are in another region, such as"
                    + " example.com=eu-west-1,example.org=eu-west-1"),
    AWS_ENDPOINT_URL("", Shape.URL, "where AWS's services are, if not at AWS"),
    AWS_ENDPOINT_URL_SQS("", Shape.URL, "the same for SQS alone"),
    AWS_ENDPOINT_URL_S3("", Shape.URL, "the same for S3 alone"),
    AWS_ENDPOINT_URL_DYNAMODB("", Shape.URL, "the same for DynamoDB alone"),
    AWS_ENDPOINT_URL_SESV2("", Shape.URL, "the same for SES alone"),
    AWS_CONNECTIONS("100", Shape.number(1, 10_000), "open connections to S3 and SES at most");

    private final String defaultValue;

    @SuppressWarnings("ImmutableEnumChecker") // Its predicates have no state, which nothing but reading them can tell.
    private final Shape shape;

    private final String meaning;

    Setting(String defaultValue, Shape shape, String meaning) {
        this.defaultValue = defaultValue;
        this.shape = shape;
        this.meaning = meaning;
    }

    /** {@return the value when nothing is set; empty where unset means something of its own} */
    String defaultValue() {
        return defaultValue;
    }

    /** {@return what values look like} */
    Shape shape() {
        return shape;
    }

    String meaning() {
        return meaning;
    }

    /** {@return a value without the blanks around it, which are part of a secret alone} */
    String bare(String value) {
        return shape.isSecret() ? value : value.strip();
    }

    /**
     * {@return what is wrong with a value, with the remedy; empty if nothing is}
     *
     * @param called how the setting is called where the value stands
     * @param value the value
     */
    Optional<String> objection(String called, String value) {
        return shape.fits().test(value)
                ? Optional.empty()
                : Optional.of(called + " is '" + (shape.isSecret() ? "(hidden)" : value) + "' and has to be "
                        + shape.words());
    }

    /** {@return the flag that sets it: {@code --smtp-host} for {@code SMTP_HOST}} */
    String flag() {
        return this == CONFIG_FILE ? "--config" : "--" + nameInFile().replace('_', '-');
    }

    /** {@return its name among a file's defaults: {@code smtp_host} for {@code SMTP_HOST}} */
    String nameInFile() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return its name among what a file says of one domain; empty if it is the same for all domains} */
    Optional<String> nameInDomain() {
        return switch (this) {
            case QUEUE_TEMPLATE -> Optional.of("queue");
            case BUCKET_TEMPLATE -> Optional.of("bucket");
            case AWS_REGION -> Optional.of("region");
            case DOMAIN_WEIGHT -> Optional.of("weight");
            case SMTP_HOST,
                    SMTP_PORT,
                    SMTP_USE_TLS,
                    SMTP_USER,
                    SMTP_PASS,
                    SMTP_POOL_SIZE,
                    INTERNAL_SMTP_PORT,
                    LMTP_ENABLED,
                    LMTP_HOST,
                    LMTP_PORT,
                    SPAM_POLICY,
                    VIRUS_POLICY,
                    SPF_POLICY,
                    DKIM_POLICY,
                    DMARC_POLICY -> Optional.of(nameInFile());
            default -> Optional.empty();
        };
    }
}
