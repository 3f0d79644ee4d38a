package dev.mailworker.smtp;

/** The steps of a session in their order; what a reply means depends on what it answers. */
enum Phase {
    /** TCP, the TLS handshake and the greeting. */
    CONNECT("connect"),
    /** EHLO, LHLO, HELO and STARTTLS. */
    HELLO("EHLO"),
    /** AUTH. */
    AUTH("AUTH"),
    /** MAIL. */
    MAIL("MAIL"),
    /** RCPT. */
    RCPT("RCPT"),
    /** DATA, up to the last octet before the final dot. */
    DATA("DATA"),
    /** The final dot of SMTP, and its one reply for everybody. */
    MAIL_SENT("the final dot"),
    /** The final dot of LMTP, and its reply for one recipient. */
    COPY_SENT("the final dot");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** {@return whether the server may have the mail} */
    boolean isAfterFinalDot() {
        return this == MAIL_SENT || this == COPY_SENT;
    }

    @Override
    public String toString() {
        return words;
    }
}
