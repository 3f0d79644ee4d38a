package dev.mailworker.smtp;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted, and whom it trusts. Immutable.
 *
 * @param mode when TLS is started
 * @param verified whether the server's certificate must be trusted and be for the host's name
 * @param certificates a PEM file with the only certificates to trust, or null to trust what the JVM trusts
 * @param context makes the TLS connections instead, with its own trust; null unless a program brings one
 */
public record Tls(
        Mode mode,
        boolean verified,
        @Nullable Path certificates,
        @Nullable SSLContext context) {

    /** When TLS is started. */
    public enum Mode {
        /** Never. */
        OFF,
        /** By STARTTLS (RFC 3207) if the server offers it, in the clear otherwise. Keeps out who listens, not who meddles. */
        STARTTLS_WANTED,
        /** By STARTTLS, or no mail is sent. */
        STARTTLS_REQUIRED,
        /** At once, before the greeting (RFC 8314 §3.3). */
        IMPLICIT
    }

    /**
     * Refuses two kinds of trust at a time.
     *
     * @param mode when TLS is started
     * @param verified whether the certificate is checked
     * @param certificates a PEM file, or null
     * @param context a TLS context, or null
     */
    public Tls {
        if (certificates != null && context != null) {
            throw new IllegalArgumentException("trust either a file of certificates or a TLS context, not both");
        }
    }

    /** {@return no TLS: the default} */
    public static Tls off() {
        return new Tls(Mode.OFF, false, null, null);
    }

    /** {@return STARTTLS where offered, with any certificate, because without STARTTLS there would be none at all} */
    public static Tls wanted() {
        return new Tls(Mode.STARTTLS_WANTED, false, null, null);
    }

    /** {@return STARTTLS in any case, with a certificate that the JVM trusts for the host's name} */
    public static Tls required() {
        return new Tls(Mode.STARTTLS_REQUIRED, true, null, null);
    }

    /** {@return TLS from the first octet, with a certificate that the JVM trusts for the host's name} */
    public static Tls implicit() {
        return new Tls(Mode.IMPLICIT, true, null, null);
    }

    /**
     * {@return the same, trusting only the certificates of a file, and verified}
     *
     * @param pem one or more certificates, each a CA's or the server's own. Read when the transport is made
     */
    public Tls trusting(Path pem) {
        return new Tls(mode, true, pem, null);
    }

    /**
     * {@return the same, with the trust of a context, and verified}
     *
     * @param made an initialised context
     */
    public Tls trusting(SSLContext made) {
        return new Tls(mode, true, null, made);
    }

    /** {@return the same with any certificate and any name in it: whoever can redirect the connection reads the mail} */
    public Tls unverified() {
        return new Tls(mode, false, null, null);
    }

    /** {@return whether no mail and no password can go out in the clear by somebody's meddling} */
    boolean isCertain() {
        return mode == Mode.STARTTLS_REQUIRED || mode == Mode.IMPLICIT;
    }

    boolean usesStartTls() {
        return mode == Mode.STARTTLS_WANTED || mode == Mode.STARTTLS_REQUIRED;
    }
}
