package dev.mailworker.cli.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A mail server on a free port of the loopback address that takes every mail and keeps none. Thread-safe. */
public final class PretendedMailServer implements AutoCloseable {
    private static final String EXTENSIONS =
            "250-rehearsal\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES";

    private final ServerSocket listening;

    private PretendedMailServer(ServerSocket listening) {
        this.listening = listening;
    }

    /**
     * {@return a server, to be closed}
     *
     * @throws IOException if it can't listen
     */
    public static PretendedMailServer start() throws IOException {
        PretendedMailServer server = new PretendedMailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        inBackground(server::accept);
        return server;
    }

    /** {@return its port} */
    public int port() {
        return listening.getLocalPort();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The rehearsal is over, and whoever talked to this server has gone.
                        Thread.currentThread().interrupt();
                    }
                },
                "mailworker-rehearsal-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket socket = listening.accept();
            inBackground(() -> talk(socket));
        }
    }

    private static void talk(Socket socket) throws IOException {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.US_ASCII)) {
            say(out, "220 rehearsal ESMTP");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(out, "354 go on");
                    skipMail(in);
                    say(out, "250 2.0.0 taken");
                } else if (line.equals("QUIT")) {
                    say(out, "221 2.0.0 bye");
                    return;
                } else {
                    say(out, line.startsWith("EHLO") ? EXTENSIONS : "250 2.0.0 fine");
                }
            }
        }
    }

    private static void skipMail(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.equals(".")) {
            line = in.readLine();
        }
    }

    private static void say(PrintWriter out, String answer) {
        out.print(answer + "\r\n");
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
