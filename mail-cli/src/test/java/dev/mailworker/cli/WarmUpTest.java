package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the launcher makes its cache of. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such signals")
class WarmUpTest {
    @Test
    void bringsItsMailsAndEnds() throws Exception {
        try (Child child = Child.start(Map.of("DOMAINS", "example.com", "SMTP_PORT", "x"), List.of(), "warm-up")) {
            assertThat(child.exitCode()).as(child.output().toString()).isZero();
        }
    }

    /** The launcher makes its cache while the site's own worker runs. */
    @Test
    void takesNoPortOfAWorkerBesideIt() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (Setting setting : Setting.values()) {
                if (setting.shape().equals(Shape.OWN_PORT)) {
                    take(Integer.parseInt(setting.defaultValue()), taken);
                }
            }
            bringsItsMailsAndEnds();
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    private static void take(int port, List<ServerSocket> taken) throws IOException {
        try {
            taken.add(new ServerSocket(port));
        } catch (BindException e) {
            // Somebody else has it, which is as good.
        }
    }

    @Test
    void isNotOfferedToPeople() {
        TestSite.Run help = TestSite.mailworker(Map.of(), "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("explain").doesNotContain("warm-up");
        assertThat(TestSite.mailworker(Map.of(), "warmup").err())
                .contains("there are run,")
                .doesNotContain("warm-up");
    }
}
