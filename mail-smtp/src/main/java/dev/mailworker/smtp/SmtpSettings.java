package dev.mailworker.smtp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which server mail goes to, and how. Immutable; starts from {@link #smtp} or {@link #lmtp} and is changed by the
 * {@code with…} methods. {@link #toString()} masks the password.
 *
 * @param protocol what is spoken
 * @param host the server's name or address
 * @param port its port; by default the {@linkplain Protocol#defaultPort() protocol's}
 * @param tls how the connection is encrypted; by default not at all
 * @param credentials for AUTH with PLAIN or LOGIN; null, the default, sends none
 * @param ehloName what EHLO and LHLO say who we are; empty, the default, means this host's own name, or its address in
 *     brackets where it has no full name (RFC 5321 §4.1.4)
 * @param timeouts how long the server may take; by default {@link SmtpTimeouts#DEFAULT}
 * @param pool how many connections there are; by default {@link PoolLimits#DEFAULT}
 * @param pipelining whether to send MAIL and RCPT without waiting in between (RFC 2920) where the server offers it; by
 *     default so
 */
public record SmtpSettings(
        Protocol protocol,
        String host,
        int port,
        Tls tls,
        @Nullable Credentials credentials,
        String ehloName,
        SmtpTimeouts timeouts,
        PoolLimits pool,
        boolean pipelining) {
    private static final Pattern NAME = Pattern.compile("[\\w.:\\[\\]-]*");

    /**
     * Refuses what can't be meant.
     *
     * @param protocol what is spoken
     * @param host a host name or an address
     * @param port 1 to 65535
     * @param tls how the connection is encrypted
     * @param credentials for AUTH, or null
     * @param ehloName a host name, an address in brackets, or empty
     * @param timeouts how long the server may take
     * @param pool how many connections there are
     * @param pipelining whether commands may be sent together
     * @throws IllegalArgumentException for LMTP on port 25 (RFC 2033 §5), a password that whoever strips STARTTLS from
     *     the server's offers would get to read, a port that is none, or a name with spaces or controls in it
     */
    public SmtpSettings {
        if (host.isEmpty()
                || !NAME.matcher(host).matches()
                || !NAME.matcher(ehloName).matches()) {
            throw new IllegalArgumentException("the server's name and the EHLO name must be host names or addresses");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(port + " is no port");
        }
        if (protocol == Protocol.LMTP && port == Protocol.SMTP.defaultPort()) {
            throw new IllegalArgumentException("LMTP must not be spoken on port 25 (RFC 2033)");
        }
        if (credentials != null && tls.mode() == Tls.Mode.STARTTLS_WANTED) {
            throw new IllegalArgumentException(
                    "a password needs TLS that is required, or none by decision; STARTTLS 'wanted' can be stripped");
        }
    }

    /**
     * {@return SMTP with a server, everything else by default}
     *
     * @param host its name or address
     */
    public static SmtpSettings smtp(String host) {
        return of(Protocol.SMTP, host);
    }

    /**
     * {@return LMTP with a server, everything else by default}
     *
     * @param host its name or address
     */
    public static SmtpSettings lmtp(String host) {
        return of(Protocol.LMTP, host);
    }

    private static SmtpSettings of(Protocol protocol, String host) {
        return new SmtpSettings(
                protocol,
                host,
                protocol.defaultPort(),
                Tls.off(),
                null,
                "",
                SmtpTimeouts.DEFAULT,
                PoolLimits.DEFAULT,
                true);
    }

    /**
     * {@return the same with another port}
     *
     * @param number 1 to 65535
     */
    public SmtpSettings withPort(int number) {
        return new SmtpSettings(protocol, host, number, tls, credentials, ehloName, timeouts, pool, pipelining);
    }

    /**
     * {@return the same with another encryption}
     *
     * @param encryption when and with whom
     */
    public SmtpSettings withTls(Tls encryption) {
        return new SmtpSettings(protocol, host, port, encryption, credentials, ehloName, timeouts, pool, pipelining);
    }

    /**
     * {@return the same with AUTH}
     *
     * @param user the user
     * @param password the password
     */
    public SmtpSettings withCredentials(String user, String password) {
        Credentials given = new Credentials(user, password);
        return new SmtpSettings(protocol, host, port, tls, given, ehloName, timeouts, pool, pipelining);
    }

    /**
     * {@return the same with another name to say who we are}
     *
     * @param name a host name or an address in brackets; empty for this host's own
     */
    public SmtpSettings withEhloName(String name) {
        return new SmtpSettings(protocol, host, port, tls, credentials, name, timeouts, pool, pipelining);
    }

    /**
     * {@return the same with other time-outs}
     *
     * @param times how long the server may take
     */
    public SmtpSettings withTimeouts(SmtpTimeouts times) {
        return new SmtpSettings(protocol, host, port, tls, credentials, ehloName, times, pool, pipelining);
    }

    /**
     * {@return the same with another pool}
     *
     * @param limits how many connections there are
     */
    public SmtpSettings withPool(PoolLimits limits) {
        return new SmtpSettings(protocol, host, port, tls, credentials, ehloName, timeouts, limits, pipelining);
    }

    /**
     * {@return the same with or without pipelining}
     *
     * @param allowed whether commands may be sent together where the server offers it
     */
    public SmtpSettings withPipelining(boolean allowed) {
        return new SmtpSettings(protocol, host, port, tls, credentials, ehloName, timeouts, pool, allowed);
    }
}
