package dev.mailworker.examples.experiments;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that takes everything, slowly, and remembers what it took. On a port of its own, so that what one client
 * process sent can be told from what another did.
 */
final class SmtpRecorder implements AutoCloseable {
    private final ServerSocket listener;
    private final Consumer<Taken> taker;
    private final int millisForEachMail;

    /** A mail that was accepted: when, for whom, and its octets without the dots that SMTP adds. */
    record Taken(long atNanos, List<String> recipients, String data) {
        Taken {
            recipients = List.copyOf(recipients);
        }
    }

    SmtpRecorder(int millisForEachMail, Consumer<Taken> taker) throws IOException {
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.millisForEachMail = millisForEachMail;
        this.taker = taker;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "smtp-recorder");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                // Each answer is a write of its own, and none may wait for the other side to confirm the one before.
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            talk(in, socket.getOutputStream());
        } catch (IOException | InterruptedException clientIsGone) {
            // As a killed client is.
        }
    }

    private void talk(InputStream in, OutputStream out) throws IOException, InterruptedException {
        List<String> recipients = new ArrayList<>();
        say(out, "220 recorder");
        for (String line = line(in); line != null; line = line(in)) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                say(out, "250-recorder\r\n250-PIPELINING\r\n250 8BITMIME");
            } else if (command.startsWith("RCPT TO:")) {
                recipients.add(line.substring(line.indexOf('<') + 1, line.lastIndexOf('>')));
                say(out, "250 2.1.5 Ok");
            } else if (command.equals("DATA")) {
                say(out, "354 go on");
                String data = data(in);
                boolean unused = new CountDownLatch(1).await(millisForEachMail, TimeUnit.MILLISECONDS);
                taker.accept(new Taken(System.nanoTime(), recipients, data));
                say(out, "250 2.0.0 Ok");
                recipients.clear();
            } else if (command.equals("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 2.0.0 Ok");
            }
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String data(InputStream in) throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = line(in); !".".equals(line); line = line(in)) {
            if (line == null) {
                throw new IOException("the client is gone in the middle of a mail");
            }
            data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return data.toString();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
