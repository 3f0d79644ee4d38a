package dev.mailworker.cli;

import static dev.mailworker.cli.StatusRig.ALICE;
import static dev.mailworker.cli.StatusRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of the status page that the documentation shows, when asked to: {@code -Dpictures=docs}. */
@Timeout(300)
@EnabledIfSystemProperty(
        named = "pictures",
        matches = ".+",
        disabledReason = "pictures are taken with -Dpictures=FOLDER")
class StatusPicturesTest {
    private final SettableTime time = new SettableTime();
    private final Set<String> domains = new TreeSet<>(Set.of("example.com", "example.org", "shop.example"));

    @Test
    void takesThem(@TempDir Path temporary) throws IOException, InterruptedException {
        IntStream.range(0, 40).forEach(i -> domains.add("customer%02d.example".formatted(i)));
        try (StatusRig rig = new StatusRig(temporary, time, domains, "");
                Browser browser = Browser.start()) {
            work(rig);
            rig.worker.start();
            browser.open("http://localhost:" + rig.port() + "/");
            browser.resize(1200, 1250);
            browser.awaitText("#state", "up running");
            keep(browser, "status-page.png");
            browser.emulate("prefers-color-scheme", "dark");
            keep(browser, "status-page-dark.png");
            browser.emulate("prefers-color-scheme", "light");
            browser.open("http://localhost:" + rig.port() + "/#mail/bucket/0100019b4c2e7a31-mixed");
            browser.awaitText("#mail", "outcome");
            browser.resize(1200, 900);
            keep(browser, "status-page-mail.png");
            browser.open("about:blank");
            browser.resize(360, 1400);
            browser.open("http://localhost:" + rig.port() + "/");
            browser.awaitText("#freshness", "Live");
            keep(browser, "status-page-phone.png");
        }
    }

    private void work(StatusRig rig) throws InterruptedException {
        rig.blocklist.block(BOB, "*@news.example");
        String full = "full@example.org";
        rig.mailboxes.answer(full, DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 4.2.2 mailbox is full"));
        rig.mailboxes.answer(
                "nobody@example.com", DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 no such user"));
        for (int minute = 0; minute < 58; minute++) {
            for (int i = 0; i < 4 + minute * 7 % 11; i++) {
                int customer = (minute + i * 3) % 40;
                String domain = "customer%02d.example".formatted(customer);
                rig.mailOf(domain, "ann@example.net", "0100019b4c2e%04d-%02d".formatted(minute, i), "info@" + domain);
            }
            if (minute % 5 == 0) {
                rig.mailOf("example.com", "offers@news.example", "0100019b4d00-b" + minute, BOB);
            }
            if (minute % 9 == 4) {
                rig.mailOf("example.com", "ann@example.net", "0100019b4d00-n" + minute, "nobody@example.com");
            }
            if (minute == 30) {
                rig.mailOf("example.org", "ann@example.net", "0100019b4d00-full", full);
            }
            rig.worker.runOnce();
            time.advance(Duration.ofMinutes(1));
        }
        rig.mailOf("example.com", "offers@news.example", "0100019b4c2e7a31-mixed", ALICE, BOB);
        rig.worker.runOnce();
        time.advance(Duration.ofSeconds(20));
    }

    private static void keep(Browser browser, String name) throws IOException {
        byte[] picture = browser.picture();
        assertThat(picture).hasSizeLessThan(400_000);
        Files.write(Path.of("..", System.getProperty("pictures"), name), picture);
    }
}
