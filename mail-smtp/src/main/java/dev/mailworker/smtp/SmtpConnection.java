package dev.mailworker.smtp;

import static java.util.Objects.requireNonNull;

import dev.mailworker.mail.Content;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One session with a server: a command, a reply.
 *
 * <p>Jakarta Mail's provider says hello, starts TLS, logs in, frames commands, reads replies and dot-stuffs. Its
 * {@code sendMessage} is left alone, and the commands of a transaction are given one by one by {@link Transaction}:
 * {@code sendMessage} knows only one reply after the final dot, which is not LMTP; takes the mail as a
 * {@code MimeMessage}, which rewrites it; and reports in chains of exceptions that do not say which step failed. A session
 * written from the socket up would be about as long as this and would have to get TLS and AUTH right once more.
 *
 * <p>For one thread at a time. Once {@linkplain #isBroken() broken} it is good for nothing but {@link #abort()}.
 */
final class SmtpConnection extends SMTPTransport {
    /** Until the system has taken a QUIT, and TLS has said that it ends. */
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(2);

    private static final Duration LIFE_SIGN_TIME = Duration.ofSeconds(10);
    private static final int DATA_MAY_START = 354;
    /** What Jakarta Mail has for a reply at the end of the stream. */
    private static final String END = "[EOF]";

    private final SmtpSettings settings;
    private final CorkableSocket socket;
    private final Instant opened;
    private Phase phase = Phase.CONNECT;
    private String command = "";
    private @Nullable Reply answered;
    private @Nullable Reply answeredData;
    private boolean broken;
    private boolean closing;
    private int mails;

    private SmtpConnection(Session session, SmtpSettings settings, CorkableSocket socket, Instant opened) {
        super(session, url(settings), settings.protocol().propertyName(), false);
        this.settings = settings;
        this.socket = socket;
        this.opened = opened;
    }

    private static URLName url(SmtpSettings settings) {
        Credentials credentials = settings.credentials();
        return new URLName(
                settings.protocol().propertyName(),
                settings.host(),
                settings.port(),
                null,
                credentials == null ? null : credentials.user(),
                credentials == null ? null : credentials.password());
    }

    /**
     * Connects, and does all that comes before the first mail.
     *
     * @param session holds Jakarta Mail's properties
     * @param settings where to
     * @param socket not connected yet
     * @param tls for TLS from the first octet; STARTTLS is in the session's properties
     * @param now when the connection's age begins
     * @throws SessionException if that fails; nothing stays open
     */
    static SmtpConnection open(
            Session session, SmtpSettings settings, CorkableSocket socket, TlsSockets tls, Instant now)
            throws SessionException {
        SmtpConnection connection = new SmtpConnection(session, settings, socket, now);
        try {
            connection.start(tls);
            return connection;
        } catch (IOException | MessagingException e) {
            connection.abort();
            // Without its cause: what Jakarta Mail says of a failed AUTH may repeat the password.
            throw new SessionException(NoSession.explain(settings, connection.phase, connection.answered, e));
        }
    }

    private synchronized void start(TlsSockets tls) throws IOException, MessagingException {
        socket.connect(settings.port(), settings.timeouts().connect());
        socket.setSoTimeout((int) settings.timeouts().greeting().toMillis());
        Socket server = socket;
        if (settings.tls().mode() == Tls.Mode.IMPLICIT) {
            server = tls.over(socket, settings.host(), settings.port());
        }
        connect(server);
        if (settings.credentials() != null && !supportsExtension("AUTH") && !supportsExtension("AUTH=LOGIN")) {
            throw new MessagingException("the server offers no AUTH");
        }
    }

    // What Jakarta Mail calls while it opens a session, and what it does at the bottom of each command.

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean welcome = super.ehlo(domain);
        // HELO is for servers that don't know EHLO, not for those that have no time.
        if (!welcome && (answered == null || !answered.isPermanent() || settings.protocol() == Protocol.LMTP)) {
            throw new MessagingException("no answer to hello");
        }
        return welcome;
    }

    @Override
    protected void sendCommand(String text) throws MessagingException {
        if (closing && !text.equals("QUIT")) {
            throw new MessagingException("closed");
        }
        command = text;
        phase = phaseOf(text);
        mails += phase == Phase.MAIL ? 1 : 0;
        waitAtMost(
                phase.isAfterFinalDot()
                        ? settings.timeouts().finalReply()
                        : settings.timeouts().command());
        boolean lmtpHello = settings.protocol() == Protocol.LMTP && text.startsWith("EHLO ");
        super.sendCommand(lmtpHello ? "LHLO" + text.substring(4) : text);
    }

    private Phase phaseOf(String text) {
        return switch (text.split(" ", 2)[0]) {
            case "EHLO", "HELO", "STARTTLS" -> Phase.HELLO;
            case "AUTH" -> Phase.AUTH;
            case "MAIL" -> Phase.MAIL;
            case "RCPT" -> Phase.RCPT;
            case "DATA" -> Phase.DATA;
            case "." -> settings.protocol() == Protocol.LMTP ? Phase.COPY_SENT : Phase.MAIL_SENT;
            default -> phase;
        };
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        Reply reply =
                code < 0 ? Reply.none(getLastServerResponse().equals(END)) : Reply.of(code, getLastServerResponse());
        answered = reply;
        if (command.equals("DATA")) {
            answeredData = reply;
        }
        broken |= reply.isGoodbye() || code < 200 || code > 599;
        return code;
    }

    private void waitAtMost(Duration time) throws MessagingException {
        try {
            socket.setSoTimeout((int) time.toMillis());
        } catch (SocketException e) {
            throw new MessagingException("closed", e);
        }
    }

    // What a transaction calls.

    /** {@return whether several commands may be sent together} */
    boolean pipelines() {
        return settings.pipelining() && supportsExtension("PIPELINING");
    }

    /** Sends a command and reads its reply. */
    synchronized Reply ask(String text) throws IOException {
        send(text);
        return read();
    }

    /** Sends commands together, and reads their replies in order. */
    synchronized void askTogether(List<String> commands, Consumer<Reply> replies) throws IOException {
        socket.cork();
        for (String text : commands) {
            send(text);
        }
        socket.uncork();
        for (String text : commands) {
            phase = phaseOf(text);
            replies.accept(read());
        }
    }

    /**
     * Sends DATA, and if the server {@linkplain #mayGoOn agrees}, the mail up to its last octet, but not the final dot.
     *
     * @return the server's reply to DATA. If it doesn't agree nothing was sent, and the transaction is reset
     * @throws IOException if the mail can't be read or sent; the server must not get the final dot then
     */
    synchronized Reply sendData(Content content) throws IOException {
        answeredData = null;
        try {
            SMTPOutputStream out = (SMTPOutputStream) data();
            content.writeTo(out);
            out.ensureAtBOL();
        } catch (MessagingException e) {
            // Not only a refusal, which Jakarta Mail answers with RSET: also a RSET that failed then.
            if (answeredData == null || answeredData.isNone()) {
                throw lost(e);
            }
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw e;
        }
        return requireNonNull(answeredData);
    }

    /** {@return whether a reply to DATA lets the mail follow} */
    static boolean mayGoOn(Reply reply) {
        return reply.code() == DATA_MAY_START;
    }

    /** Sends the final dot. */
    synchronized void finish() throws IOException {
        send(".");
    }

    /** Reads a reply. */
    synchronized Reply read() throws IOException {
        try {
            readServerResponse();
        } catch (MessagingException e) {
            throw lost(e);
        }
        Reply reply = requireNonNull(answered);
        if (reply.isNone()) {
            throw new IOException(reply.text());
        }
        return reply;
    }

    private void send(String text) throws IOException {
        try {
            // Jakarta Mail writes each character's low octet; this way they are UTF-8 (RFC 6531).
            sendCommand(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        } catch (MessagingException e) {
            throw lost(e);
        }
    }

    private IOException lost(MessagingException e) {
        broken = true;
        IOException cause = NoSession.ioExceptionIn(e);
        return new IOException(cause == null ? e.getMessage() : NoSession.describe(cause), e);
    }

    /** {@return the step that is under way} */
    synchronized Phase phase() {
        return phase;
    }

    // What the pool calls.

    /** {@return whether another mail may be sent at this time} */
    synchronized boolean isGoodAt(Instant now) {
        return !broken
                && mails < settings.pool().mailsPerConnection()
                && now.isBefore(opened.plus(settings.pool().maxAge()));
    }

    /** {@return whether it broke, or the server is about to close it} */
    synchronized boolean isBroken() {
        return broken;
    }

    /** {@return whether the server answers} */
    synchronized boolean isAlive() {
        try {
            sendCommand("NOOP");
            waitAtMost(LIFE_SIGN_TIME);
            broken |= readServerResponse() != 250;
        } catch (MessagingException e) {
            broken = true;
        }
        return !broken;
    }

    /**
     * Says QUIT, and closes without waiting for the answer, which nobody needs and which a server that hangs never gives:
     * whoever gives a connection up has a mail to send, or is stopping.
     */
    void quit() {
        if (isBroken()) {
            abort();
            return;
        }
        Future<?> bite = socket.closeAfter(GOODBYE_TIME);
        try {
            close();
        } catch (MessagingException e) {
            abort();
        } finally {
            bite.cancel(false);
        }
    }

    /** Closes without a word, so that the server drops what it has not got in full. */
    void abort() {
        try {
            socket.close();
            close();
        } catch (IOException | MessagingException e) {
            // There is nobody left to tell.
        }
    }

    /** Says QUIT once: Jakarta Mail calls this itself for an answer that is none. */
    @Override
    public synchronized void close() throws MessagingException {
        if (!closing) {
            closing = true;
            super.close();
        }
    }
}
