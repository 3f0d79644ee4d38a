package dev.mailworker.mail;

/** What Amazon SES checks on receipt (SES developer guide, receiving-email-notifications-contents). */
public enum Check {
    /** Content that SES takes for spam. */
    SPAM("Spam"),
    /** Content that SES takes for malware. */
    VIRUS("Virus"),
    /** Sender Policy Framework, RFC 7208. */
    SPF("SPF"),
    /** DomainKeys Identified Mail, RFC 6376. */
    DKIM("DKIM"),
    /** Domain-based Message Authentication, RFC 7489. */
    DMARC("DMARC");

    private final String label;

    Check(String label) {
        this.label = label;
    }

    /** {@return the name as people write it} */
    public String label() {
        return label;
    }

    /** {@return the field that tells a mailbox's own filters the verdict, as SES itself names it} */
    public String headerName() {
        return "X-SES-" + label + "-Verdict";
    }
}
