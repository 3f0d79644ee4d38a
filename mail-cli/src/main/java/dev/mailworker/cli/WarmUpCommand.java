package dev.mailworker.cli;

import dev.mailworker.cli.rehearsal.PretendedCloud;
import dev.mailworker.cli.rehearsal.PretendedMailServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Has a worker run once from its start to its end, with services of its own in this process: the launcher makes its cache of what
 * the JVM loads and learns meanwhile. No setting, table, queue or mail of the site takes part.
 */
@Command(
        name = "warm-up",
        hidden = true,
        mixinStandardHelpOptions = true,
        description =
                "Bring a few mails from and to services that exist only inside this process: for bin/mailworker, which makes"
                        + " its cache of it.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int MAILS = 60;
    private static final long PATIENCE_SECONDS = 120;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Read before the environment is, and all the same signs nothing that leaves this machine.
        System.setProperty("aws.accessKeyId", "rehearsal");
        System.setProperty("aws.secretAccessKey", "rehearsal");
        try (PretendedCloud cloud = PretendedCloud.start(MAILS);
                PretendedMailServer server = PretendedMailServer.start()) {
            Map<String, String> settings = new HashMap<>(cloud.environment());
            settings.put("SMTP_HOST", "127.0.0.1");
            settings.put("SMTP_PORT", Integer.toString(server.port()));
            settings.put("HEALTH_ADDRESS", "127.0.0.1");
            settings.put("METRICS_ADDRESS", "127.0.0.1");
            for (Setting setting : Setting.values()) {
                if (setting.shape().equals(Shape.OWN_PORT)) {
                    settings.put(setting.name(), freePort());
                }
            }
            return run(settings, cloud);
        }
    }

    private int run(Map<String, String> settings, PretendedCloud cloud) throws InterruptedException {
        StringWriter said = new StringWriter();
        Thread stopping = new Thread(() -> stopWhenDone(cloud), "mailworker-rehearsal-stop");
        stopping.setDaemon(true);
        stopping.start();
        int code = Main.run(settings, new PrintWriter(said), new PrintWriter(said), "run");
        if (code != ExitCode.OK || !cloud.awaitDone(0)) {
            spec.commandLine().getErr().println("mailworker: the rehearsal failed: " + said);
            return ExitCode.FAULT;
        }
        return ExitCode.OK;
    }

    /** As an operator would. */
    private static void stopWhenDone(PretendedCloud cloud) {
        try {
            cloud.awaitDone(PATIENCE_SECONDS);
            Signals.raise("TERM");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
