package dev.mailworker.smtp;

import dev.mailworker.mail.EmailAddress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on loopback that does as it is told, records what it gets, and takes nothing but CRLF for the end of a line
 * and nothing but CRLF.CRLF for the end of a mail.
 *
 * <p>Answers are set by the start of the command that they answer; {@link #GREETING} and {@link #DOT} stand for the
 * connection and the end of a mail. Each is given once, in order, then the usual ones again.
 */
final class FakeServer implements AutoCloseable {
    static final String GREETING = "(greeting)";
    static final String DOT = "(dot)";

    /** Instead of an answer: closes the connection. */
    static final String CLOSE = "(close)";

    /** Instead of an answer: none, ever. */
    static final String SILENCE = "(silence)";

    /** Instead of 354: agrees, reads a little and closes the connection. */
    static final String CUT = "(cut)";

    /** Instead of 354: agrees, and then reads nothing. */
    static final String STALL = "(stall)";

    private final ServerSocket listener;
    private final boolean lmtp;
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Taken> mails = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger early = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<String> extensions = List.of("8BITMIME", "ENHANCEDSTATUSCODES");
    private volatile String heldUntil = "";
    private volatile boolean dribbling;
    private volatile @Nullable SSLContext tls;
    private volatile boolean implicitTls;

    /** A mail with one character for each octet. */
    private record Taken(List<String> recipients, String mail) {}

    private FakeServer(boolean lmtp) throws IOException {
        this.lmtp = lmtp;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    static FakeServer smtp() throws IOException {
        return new FakeServer(false);
    }

    static FakeServer lmtp() throws IOException {
        return new FakeServer(true);
    }

    FakeServer offering(String... offers) {
        extensions = List.of(offers);
        return this;
    }

    FakeServer withTls(SSLContext context, boolean implicit) {
        tls = context;
        implicitTls = implicit;
        return this;
    }

    /** Answers commands that start so. */
    FakeServer answering(String command, String... with) {
        synchronized (answers) {
            answers.computeIfAbsent(command, any -> new ArrayDeque<>()).addAll(List.of(with));
        }
        return this;
    }

    /** Gives no answer to MAIL and RCPT until a command that starts so is there: only who pipelines gets there. */
    FakeServer holdingAnswersUntil(String command) {
        heldUntil = command;
        return this;
    }

    /** Writes each octet by itself. */
    FakeServer dribbling() {
        dribbling = true;
        return this;
    }

    SmtpSettings settings() {
        SmtpSettings base = lmtp ? SmtpSettings.lmtp("localhost") : SmtpSettings.smtp("localhost");
        return base.withPort(listener.getLocalPort()).withEhloName("client.example.com");
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    /** Waits until as many commands that start so have come, and gives all that came. */
    List<String> awaitCommands(int count, String command) throws InterruptedException {
        synchronized (commands) {
            while (count(command) < count) {
                commands.wait();
            }
        }
        return commands();
    }

    private void note(String command) {
        synchronized (commands) {
            commands.add(command);
            commands.notifyAll();
        }
    }

    long count(String command) {
        return commands.stream().filter(line -> line.startsWith(command)).count();
    }

    /** {@return the mails taken, without dot-stuffing, each with its final CRLF} */
    List<byte[]> mails() {
        return mails.stream()
                .map(taken -> taken.mail().getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** {@return the mails taken for an address, with one character for each octet} */
    List<String> mails(EmailAddress to) {
        String command = "RCPT TO:<" + to + ">";
        return mails.stream()
                .filter(taken -> taken.recipients().contains(command))
                .map(Taken::mail)
                .toList();
    }

    int connections() {
        return connections.get();
    }

    /** {@return how many commands came before the one before was answered} */
    int early() {
        return early.get();
    }

    /** Closes all connections, as a server that is restarted does. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        listener.close();
        hangUp();
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "fake-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                start("session", () -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Dialogue(implicitTls ? secure(socket) : socket).run();
        } catch (IOException gone) {
            // So does a real server.
        }
    }

    private Socket secure(Socket plain) throws IOException {
        SSLContext context = tls;
        if (context == null) {
            throw new IOException("no certificate");
        }
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    private final class Dialogue {
        private final Socket plain;
        private InputStream in;
        private OutputStream out;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private final List<String> accepted = new ArrayList<>();

        Dialogue(Socket socket) throws IOException {
            plain = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            say(answer(GREETING, "220 fake.example.com ready"));
            for (String line = readLine(); line != null; line = readLine()) {
                note(line);
                if (in.available() > 0) {
                    early.incrementAndGet();
                }
                if (line.equals("QUIT")) {
                    say(answer(line, "221 2.0.0 bye"));
                    return;
                }
                obey(line);
            }
        }

        private void obey(String line) throws IOException {
            switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO", "LHLO" -> say(answer(line, hello(line)));
                case "DATA" -> takeMail(line);
                case "RCPT" -> {
                    String reply = answer(line, "250 2.1.5 ok");
                    if (reply.startsWith("2")) {
                        accepted.add(line);
                    }
                    say(reply);
                }
                case "MAIL", "RSET" -> {
                    accepted.clear();
                    say(answer(line, "250 2.1.0 ok"));
                }
                case "STARTTLS" -> startTls(line);
                case "AUTH" -> say(answer(line, "235 2.7.0 welcome"));
                default -> say(answer(line, "250 2.0.0 ok"));
            }
        }

        private void startTls(String line) throws IOException {
            String reply = answer(line, "220 2.0.0 go ahead");
            say(reply);
            if (reply.startsWith("220")) {
                Socket secure = secure(plain);
                in = new BufferedInputStream(secure.getInputStream());
                out = secure.getOutputStream();
            }
        }

        private String hello(String line) {
            if (lmtp != line.startsWith("LHLO")) {
                return "500 5.5.1 what?";
            }
            List<String> lines = new ArrayList<>(List.of("fake.example.com"));
            lines.addAll(extensions);
            StringBuilder reply = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                reply.append(i == lines.size() - 1 ? "250 " : "250-")
                        .append(lines.get(i))
                        .append(i == lines.size() - 1 ? "" : "\r\n");
            }
            return reply.toString();
        }

        private void takeMail(String line) throws IOException {
            String reply = answer(line, "354 go ahead");
            if (reply.equals(CUT)) {
                say("354 go ahead");
                in.readNBytes(10);
                plain.close();
                return;
            }
            if (reply.equals(STALL)) {
                say("354 go ahead");
                say(SILENCE);
                return;
            }
            say(reply);
            if (!reply.startsWith("354")) {
                return;
            }
            ByteArrayOutputStream mail = new ByteArrayOutputStream();
            for (String text = readLine(); !".".equals(text); text = readLine()) {
                if (text == null) {
                    throw new IOException("cut");
                }
                String bare = text.startsWith(".") ? text.substring(1) : text;
                mail.writeBytes((bare + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            mails.add(new Taken(List.copyOf(accepted), mail.toString(StandardCharsets.ISO_8859_1)));
            for (int i = 0; i < (lmtp ? accepted.size() : 1); i++) {
                say(answer(DOT, "250 2.0.0 taken"));
            }
            accepted.clear();
        }

        private String answer(String line, String usual) {
            synchronized (answers) {
                return answers.entrySet().stream()
                        .filter(entry -> line.startsWith(entry.getKey())
                                && !entry.getValue().isEmpty())
                        .findFirst()
                        .map(entry -> entry.getValue().removeFirst())
                        .orElse(usual)
                        .replace("%LINE%", line);
            }
        }

        private void say(String reply) throws IOException {
            if (reply.equals(CLOSE)) {
                plain.close();
                throw new IOException("as told");
            }
            if (reply.equals(SILENCE)) {
                awaitStop();
                throw new IOException("as told");
            }
            held.writeBytes((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            boolean holding = !heldUntil.isEmpty()
                    && !commands.isEmpty()
                    && commands.get(commands.size() - 1).matches("(MAIL|RCPT).*")
                    && !commands.get(commands.size() - 1).startsWith(heldUntil);
            if (holding) {
                return;
            }
            for (byte octet : dribbling ? held.toByteArray() : new byte[0]) {
                out.write(octet);
                out.flush();
            }
            out.write(dribbling ? new byte[0] : held.toByteArray());
            out.flush();
            held.reset();
        }

        private void awaitStop() throws IOException {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** {@return a line without its CRLF, with any bare CR and LF in it, or null at the end} */
        private @Nullable String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int last = -1;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n' && last == '\r') {
                    byte[] bytes = line.toByteArray();
                    return new String(bytes, 0, bytes.length - 1, StandardCharsets.ISO_8859_1);
                }
                line.write(octet);
                last = octet;
            }
            return null;
        }
    }
}
