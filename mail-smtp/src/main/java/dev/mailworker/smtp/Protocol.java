package dev.mailworker.smtp;

import java.util.Locale;

/** What is spoken with the server. */
public enum Protocol {
    /** SMTP (RFC 5321): one answer for the whole mail. Port 25 unless said otherwise. */
    SMTP(25),
    /** LMTP (RFC 2033): an answer for each recipient. Port 24 unless said otherwise, and never 25. */
    LMTP(24);

    private final int defaultPort;

    Protocol(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** {@return the port that is used when none is set} */
    public int defaultPort() {
        return defaultPort;
    }

    /** {@return the name in Jakarta Mail's properties} */
    String propertyName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
