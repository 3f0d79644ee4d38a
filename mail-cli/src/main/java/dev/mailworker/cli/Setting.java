package dev.mailworker.cli;

/**
 * The one table of settings: the environment variable, its default, what it means. The README's table is checked against
 * it.
 */
enum Setting {
    SITE_ID(
            "",
            "tells this site's own mail from other sites' in the loop header; all workers of a site share it;"
                    + " unset, it is the first of the managed domains"),
    WORKER_NAME("", "names this worker in audits; unset, it is the host's name"),
    WORKER_THREADS("64", "mails in flight at once, over all domains"),
    POLL_INTERVAL("20", "seconds of one long poll"),
    MAX_MESSAGES("10", "messages of one receive"),
    VISIBILITY_TIMEOUT("300", "seconds of a message's lease; extended while a mail is in work"),
    STOP_TIMEOUT("10", "seconds that mails in work get when the worker stops"),
    OUTAGE_GRACE("60", "seconds for which mails wait when a table can't be read, before it counts as empty"),
    MAX_AGE("259200", "seconds after which a mail that still can't be delivered is given up"),
    DELETE_BLOCKED("true", "whether a mail that every recipient blocks is deleted, after its audit was written"),
    SPAM_POLICY("pass", "mail with spam verdict FAIL: pass, tag, hold or discard"),
    VIRUS_POLICY("pass", "mail with virus verdict FAIL: pass, tag, hold or discard"),
    SPF_POLICY("pass", "mail with SPF verdict FAIL: pass, tag, hold or discard"),
    DKIM_POLICY("pass", "mail with DKIM verdict FAIL: pass, tag, hold or discard"),
    DMARC_POLICY("pass", "mail with DMARC verdict FAIL: pass, tag, hold or discard"),
    SMTP_HOST(
            "localhost",
            "the server that takes mail for the mailboxes; a local site delivers to its own folders unless"
                    + " this or LMTP_ENABLED is set"),
    SMTP_PORT("25", "its port"),
    SMTP_USE_TLS("false", "whether STARTTLS is required there, with a certificate that checks out"),
    SMTP_USER("", "the user for SMTP AUTH; unset, nobody logs in"),
    SMTP_PASS("", "the password for SMTP AUTH"),
    SMTP_POOL_SIZE("20", "open connections to the delivery server at most"),
    INTERNAL_SMTP_PORT("2525", "the port on SMTP_HOST for forwards and replies that stay inside"),
    LMTP_ENABLED("false", "deliver by LMTP instead"),
    LMTP_HOST("localhost", "the LMTP server"),
    LMTP_PORT("24", "its port"),
    DYNAMODB_RULES_TABLE("email-rules", "the table of out-of-office and forwarding rules"),
    DYNAMODB_MESSAGES_TABLE("ses-outbound-messages", "the table of sent mails"),
    DYNAMODB_BLOCKED_TABLE("email-blocked-senders", "the table of blocked senders");

    private final String defaultValue;
    private final String meaning;

    Setting(String defaultValue, String meaning) {
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** {@return the value when nothing is set; empty where unset means something of its own} */
    String defaultValue() {
        return defaultValue;
    }

    String meaning() {
        return meaning;
    }
}
