package dev.mailworker.examples.experiments;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.smtp.PoolLimits;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What the pool and pipelining are worth with a mail server whose answers take 20 ms: mails with two recipients, twenty at
 * a time, with connections kept or one for each mail, and with commands in groups or one by one.
 */
public final class FarServer {
    private static final double MILLIS_ONE_WAY = 10;
    private static final int AT_ONCE = 20;
    private static final int MAILS = 3_000;
    private static final List<EmailAddress> RECIPIENTS =
            List.of(EmailAddress.of("alice@example.com"), EmailAddress.of("bob@example.com"));

    private final Report report = new Report();

    private FarServer() {}

    /**
     * Measures, and prints.
     *
     * @param args not used
     * @throws IOException if there is no port to listen on
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        new FarServer().run();
    }

    private void run() throws IOException, InterruptedException {
        double neither = measure("far.neither", PoolLimits.DEFAULT.withMailsPerConnection(1), false);
        double pool = measure("far.pool", PoolLimits.DEFAULT, false);
        double both = measure("far.pool.and.pipelining", PoolLimits.DEFAULT, true);
        report.atLeast("far.pool.gain", pool / neither, 1.4);
        report.atLeast("far.pipelining.gain", both / pool, 1.4);
        report.end();
    }

    private double measure(String name, PoolLimits limits, boolean pipelining)
            throws IOException, InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        try (SmtpRecorder server = new SmtpRecorder(0, mail -> taken.incrementAndGet());
                SlowLink link = new SlowLink(server.port(), MILLIS_ONE_WAY);
                SmtpTransport transport = new SmtpTransport(SmtpSettings.smtp("127.0.0.1")
                        .withPort(link.port())
                        .withPool(limits.withSize(AT_ONCE))
                        .withPipelining(pipelining))) {
            send(transport, MAILS / 5);
            int before = link.connections();
            long from = System.nanoTime();
            int delivered = send(transport, MAILS);
            double seconds = (System.nanoTime() - from) / 1e9;
            report.exactly(name + ".mails.delivered", delivered, MAILS);
            report.figure(name + ".mails_per_second", MAILS / seconds);
            report.figure(name + ".milliseconds_per_mail_and_connection", seconds * 1000 * AT_ONCE / MAILS);
            report.figure(name + ".new_connections", link.connections() - before);
            return MAILS / seconds;
        }
    }

    private static int send(SmtpTransport transport, int count) throws InterruptedException {
        AtomicInteger delivered = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        IntStream.range(0, count)
                .forEach(i -> senders.execute(() -> {
                    if (transport.send(mail(i)).values().stream()
                            .allMatch(result -> result.kind() == DeliveryResult.Kind.DELIVERED)) {
                        delivered.incrementAndGet();
                    }
                }));
        senders.shutdown();
        boolean unused = senders.awaitTermination(10, TimeUnit.MINUTES);
        return delivered.get();
    }

    private static Outgoing mail(int i) {
        byte[] octets = ("From: ann@example.net\r\nSubject: number " + i + "\r\n\r\n" + "a line of it\r\n".repeat(100))
                .getBytes(StandardCharsets.US_ASCII);
        return new Outgoing(
                "mail-" + i, ReversePath.parse("ann@example.net"), RECIPIENTS, new Content.Composed(octets));
    }
}
