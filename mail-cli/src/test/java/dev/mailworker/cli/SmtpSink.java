package dev.mailworker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A mail server of a few lines: it takes mails, refuses a recipient, or keeps silent. */
final class SmtpSink implements AutoCloseable {
    private final ServerSocket listening;
    private final boolean silent;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch hasData = new CountDownLatch(1);
    private final CountDownLatch mayAnswer;

    private SmtpSink(boolean silent, int holds) throws IOException {
        this.silent = silent;
        this.mayAnswer = new CountDownLatch(holds);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    /** Takes all mails, but refuses recipients whose name starts with "refused". */
    static SmtpSink taking() throws IOException {
        return new SmtpSink(false, 0);
    }

    /** Accepts connections, and says nothing. */
    static SmtpSink silent() throws IOException {
        return new SmtpSink(true, 0);
    }

    /** Says that it has taken a mail only after {@link #answer}. */
    static SmtpSink holding() throws IOException {
        return new SmtpSink(false, 1);
    }

    int port() {
        return listening.getLocalPort();
    }

    List<String> mails() {
        return mails;
    }

    boolean awaitCall() throws InterruptedException {
        return called.await(60, TimeUnit.SECONDS);
    }

    boolean awaitData() throws InterruptedException {
        return hasData.await(60, TimeUnit.SECONDS);
    }

    void answer() {
        mayAnswer.countDown();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // The test is over, or the peer went away: nobody is left to be told.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket socket = listening.accept();
            open.add(socket);
            called.countDown();
            if (!silent) {
                inBackground(() -> talk(socket));
            }
        }
    }

    private void talk(Socket socket) throws IOException, InterruptedException {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.US_ASCII)) {
            say(out, "220 sink.example");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(out, "354 go on");
                    String mail = mail(in);
                    hasData.countDown();
                    mayAnswer.await();
                    mails.add(mail);
                    say(out, "250 2.0.0 taken");
                } else {
                    say(out, answer(line));
                }
            }
        }
    }

    private static String answer(String command) {
        if (command.startsWith("RCPT TO:<refused")) {
            return "550 5.7.26 fails DMARC";
        }
        return command.startsWith("EHLO") ? "250 sink.example" : "250 2.0.0 fine";
    }

    private static String mail(BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append("\r\n");
        }
        return mail.toString();
    }

    private static void say(PrintWriter out, String line) {
        out.print(line + "\r\n");
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
