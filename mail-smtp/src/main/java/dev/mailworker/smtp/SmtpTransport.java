package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.ConnectionUse;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/**
 * Sends mail by SMTP (RFC 5321) or LMTP (RFC 2033).
 *
 * <p>A mail goes to all its recipients in one transaction, octet for octet, with two changes that the protocol asks for:
 * every line ends with CRLF (also where it ended with a bare CR or LF, so that nothing inside a mail can end it), and lines
 * that start with a dot get another one. Where the server offers them, 8BITMIME (RFC 6152), SIZE (RFC 1870), PIPELINING
 * (RFC 2920) and, for addresses that need it, SMTPUTF8 (RFC 6531) are used. A mail is streamed, never copied into memory.
 *
 * <p>What comes of it, for each recipient, with the server's own words:
 *
 * <ul>
 *   <li>rejected: no such mailbox (X.1.1 and its kin), or other refusals of the recipient or the mail
 *   <li>deferred: a full mailbox, a passing trouble (4xx, a lost connection), a server that refuses everybody (5xx to the
 *       connection, EHLO, AUTH or MAIL, relaying denied), and whatever is unclear
 *   <li>in doubt: the connection was lost, or the time was over, between the final dot and its answer. With LMTP only for
 *       those whose answer had not come
 * </ul>
 *
 * <p>Connections are kept and used again. One that the server closed meanwhile is replaced by a new one without anybody
 * noticing. Thread-safe: any number of threads may send, as many as the pool has connections do so at a time, the others
 * wait. An interrupt ends that wait; it ends a transaction only on a virtual thread, where the connection is lost by it.
 * Passwords never get into results or the log, which has one line when the server stops taking mail and one when it takes
 * mail again.
 */
public final class SmtpTransport implements Transport, AutoCloseable {
    private final SmtpSettings settings;
    private final Session session;
    private final TlsSockets tls;
    private final Watchdog watchdog;
    private final ConnectionPool pool;
    private final PeerHealth health;

    /**
     * Makes a transport; connects only when there is something to send.
     *
     * @param settings where to and how
     * @throws IllegalArgumentException if the certificates to trust can't be read
     */
    public SmtpTransport(SmtpSettings settings) {
        this(settings, InstantSource.system());
    }

    /**
     * Makes a transport with a clock of its own, by which connections age in tests.
     *
     * @param settings where to and how
     * @param clock tells the time
     * @throws IllegalArgumentException if the certificates to trust can't be read
     */
    public SmtpTransport(SmtpSettings settings, InstantSource clock) {
        String name = settings.protocol() + " server " + settings.host() + ":" + settings.port();
        this.settings = settings;
        this.tls = new TlsSockets(settings.tls());
        this.session = Session.getInstance(properties(settings, tls));
        this.watchdog = new Watchdog("mail-write-timeout " + settings.host() + ":" + settings.port());
        this.pool = new ConnectionPool(settings.pool(), clock, this::open);
        this.health = new PeerHealth(LoggerFactory.getLogger(SmtpTransport.class), name);
    }

    private static Properties properties(SmtpSettings settings, TlsSockets tls) {
        Properties properties = new Properties();
        String prefix = "mail." + settings.protocol().propertyName() + ".";
        properties.setProperty(prefix + "localhost", settings.ehloName().isEmpty() ? ownName() : settings.ehloName());
        properties.setProperty(prefix + "quitwait", "false");
        properties.setProperty(prefix + "auth", String.valueOf(settings.credentials() != null));
        properties.setProperty(prefix + "auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty(
                prefix + "starttls.enable", String.valueOf(settings.tls().usesStartTls()));
        properties.setProperty(
                prefix + "starttls.required", String.valueOf(settings.tls().mode() == Tls.Mode.STARTTLS_REQUIRED));
        properties.setProperty(
                prefix + "ssl.checkserveridentity",
                String.valueOf(settings.tls().verified()));
        properties.put(prefix + "ssl.socketFactory", tls.factory());
        return properties;
    }

    private static String ownName() {
        try {
            InetAddress own = InetAddress.getLocalHost();
            String name = own.getCanonicalHostName();
            boolean full = name.contains(".") && !name.equals(own.getHostAddress());
            String literal = own.getHostAddress().contains(":")
                    ? "[IPv6:" + own.getHostAddress().replaceFirst("%.*", "") + "]"
                    : "[" + own.getHostAddress() + "]";
            return full ? name : literal;
        } catch (UnknownHostException e) {
            return "[127.0.0.1]";
        }
    }

    private SmtpConnection open(Instant now) throws SessionException {
        CorkableSocket socket = new CorkableSocket(
                settings.host(), watchdog, settings.timeouts().data());
        return SmtpConnection.open(session, settings, socket, tls, now);
    }

    /**
     * Sends a mail.
     *
     * @param mail what to whom
     * @return a result for each recipient
     * @throws RuntimeException only what the mail's content throws while it is written; the server drops the mail then
     */
    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        try (ConnectionPool.Lease lease = pool.lease(mail.recipients().get(0).domain())) {
            Map<EmailAddress, DeliveryResult> results = send(mail, lease);
            health.note(results.values());
            return results;
        } catch (SessionException e) {
            health.noSession(e.result());
            return forEverybody(mail, e.result());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return forEverybody(
                    mail, DeliveryResult.deferred(Cause.NOT_STARTED, "interrupted while waiting for a connection"));
        }
    }

    private Map<EmailAddress, DeliveryResult> send(Outgoing mail, ConnectionPool.Lease lease) throws SessionException {
        try {
            return new Transaction(lease.connection(), settings.protocol(), mail).run();
        } catch (SessionException e) {
            if (!lease.isReused()) {
                throw e;
            }
            // The server may close an idle connection at any time; that is no failed attempt.
            lease.renew();
            return new Transaction(lease.connection(), settings.protocol(), mail).run();
        }
    }

    /**
     * Opens a session as for a mail, with TLS and AUTH as the settings ask, and takes leave without sending one. Blocks, for
     * the time-outs of the settings at most. The pool's connections are left alone.
     *
     * @return what came of it
     */
    public ServerCheck check() {
        String server = settings.protocol() + " " + settings.host() + ":" + settings.port();
        try {
            SmtpConnection connection = open(Instant.now());
            boolean encrypted = connection.isSSL();
            boolean loggedIn = settings.credentials() != null;
            connection.quit();
            return new ServerCheck(
                    true,
                    encrypted,
                    loggedIn,
                    server + " lets us in, " + (encrypted ? "with TLS" : "without TLS")
                            + (loggedIn ? ", logged in" : ", without AUTH"));
        } catch (SessionException e) {
            return new ServerCheck(false, false, false, e.result().reply());
        }
    }

    /** {@return how the connections to the server are used; {@link #check} opens one that doesn't count} */
    public ConnectionUse connections() {
        return pool.use();
    }

    private static Map<EmailAddress, DeliveryResult> forEverybody(Outgoing mail, DeliveryResult result) {
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        mail.recipients().forEach(recipient -> results.put(recipient, result));
        return results;
    }

    /**
     * Takes leave of the server on all idle connections, without waiting for its answers. Mails under way are finished
     * first, and nothing new is sent. May be called again.
     */
    @Override
    public void close() {
        pool.close();
    }
}
