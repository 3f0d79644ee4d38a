package dev.mailworker.cli;

import static dev.mailworker.cli.StatusRig.ALICE;
import static dev.mailworker.cli.StatusRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.port.PortException;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** That the status page shows what the worker did, in Chromium. */
@Timeout(300)
class StatusBrowserTest {
    private static final String SECRET = "0123456789abcdef";
    private static Browser browser;

    @TempDir
    private Path temporary;

    private final SettableTime time = new SettableTime();
    private final Set<String> domains = new TreeSet<>(Set.of("example.com", "example.org"));
    private StatusRig rig;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        rig = new StatusRig(temporary, time, domains, "");
        browser.forgetComplaints();
        browser.resize(1280, 1000);
        browser.emulate("prefers-color-scheme", "light");
    }

    @AfterEach
    void tearDown() {
        browser.open("about:blank");
        rig.close();
    }

    private void open() {
        browser.open("http://localhost:" + rig.port() + "/");
        browser.awaitText("#freshness", "Live");
    }

    private void oneBlocked() throws InterruptedException {
        rig.blocklist.block(BOB, "*@example.net");
        rig.mail("mixed", ALICE, BOB);
        rig.worker.runOnce();
    }

    @Test
    void beforeTheFirstMailItSaysWhatToExpect() {
        open();
        assertThat(browser.text("#mails-empty")).startsWith("None since the worker started.");
        assertThat(browser.text("#chart-words")).startsWith("No mail in the last hour.");
        assertThat(browser.texts("#domains th")).containsExactly("example.com", "example.org");
        browser.assertNoComplaints();
    }

    @Test
    void countsWhatCameOfMails() throws InterruptedException {
        oneBlocked();
        open();
        assertThat(browser.texts("#totals .total"))
                .containsExactly("Delivered 1", "Blocked 1", "Deferred 0", "Rejected 0");
        assertThat(browser.text("#mails tr")).contains("partial", "mixed", "<ann@example.net>", ALICE + ", " + BOB);

        rig.mail("plain", ALICE);
        rig.worker.runOnce();
        browser.awaitText("#totals .delivered", "2");
        assertThat(browser.texts("#mails th")).as("the latest first").containsExactly("plain", "mixed");
        browser.assertNoComplaints();
    }

    @Test
    void theChartHasABarForTheMinute() throws InterruptedException {
        open();
        Object before = browser.run(PIXELS);
        oneBlocked();
        browser.awaitText("#totals .delivered", "1");
        assertThat(browser.run(PIXELS)).as("there is more ink").isNotEqualTo(before);

        browser.run("document.getElementById('chart').focus()");
        browser.press(Keys.ARROW_LEFT);
        browser.awaitText("#chart-words", "1 delivered, 1 blocked, 0 deferred, 0 rejected");
        browser.press(Keys.ARROW_LEFT);
        browser.awaitText("#chart-words", "0 delivered, 0 blocked, 0 deferred, 0 rejected");
        browser.click("summary");
        assertThat(browser.texts("#hour tr")).hasSize(6).last().asString().endsWith("1 1 0 0");
    }

    private static final String PIXELS = """
            const chart = document.querySelector('#chart canvas');
            const canvas = new OffscreenCanvas(chart.width, chart.height);
            const pen = canvas.getContext('2d', {willReadFrequently: true});
            pen.drawImage(chart, 0, 0);
            const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
            """;

    @Test
    void aMailsTraceIsOneClickAwayAndHasAnAddress() throws InterruptedException {
        oneBlocked();
        open();
        browser.click("#mails th a");
        browser.awaitText("#mail", "pattern '*@example.net' matches the envelope sender ann@example.net");
        assertThat(browser.texts("#mail h3")).containsExactly(ALICE + " delivered", BOB + " blocked");
        assertThat(browser.texts("#mail .trace tbody th")).contains("managed domains", "loop", "blocklist", "outcome");
        assertThat(browser.text("#mail")).contains("mailworker explain mixed").doesNotContain("secret");
        assertThat(browser.address()).endsWith("/#mail/bucket/mixed");

        browser.press(Keys.ESCAPE);
        browser.await("it closes", () -> browser.text("#mail").isEmpty());
        assertThat(browser.address()).doesNotContain("#");
        browser.open("about:blank");
        browser.open("http://localhost:" + rig.port() + "/#mail/bucket/mixed");
        browser.awaitText("#mail-title", "mixed");
        browser.click("#mail-close");
        browser.await("it closes", () -> browser.text("#mail").isEmpty());
        browser.open("http://localhost:" + rig.port() + "/#mail/bucket/lost");
        browser.awaitText("#mail", "The worker does not remember this mail");
        browser.open("http://localhost:" + rig.port() + "/#mail/%zz/x");
        browser.await("it closes", () -> browser.text("#mail").isEmpty());
    }

    @Test
    void findsMails() throws InterruptedException {
        rig.mail("abc", ALICE);
        rig.mail("def", BOB);
        rig.worker.runOnce();
        open();
        browser.type("#search-text", "bob@", Keys.ENTER);
        browser.awaitText("#mails-count", "1 found");
        assertThat(browser.texts("#mails th")).containsExactly("def");
        assertThat(browser.address()).as("no address in an address").doesNotContain("bob");

        browser.type("#search-text", "nowhere", Keys.ENTER);
        browser.awaitText("#mails-empty", "None of the 2 mails remembered here has “bob@nowhere”");
        browser.click("#search-end");
        browser.awaitText("#mails-count", "2 of 2 remembered");
        assertThat(browser.texts("#mails th")).hasSize(2);
        browser.assertNoComplaints();
    }

    @Test
    void aTableInTroubleAndWhatWaitsForItAreShown() throws InterruptedException {
        rig.blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        rig.mail("waits", ALICE);
        rig.worker.runOnce();
        time.advance(Duration.ofMinutes(12));
        open();
        assertThat(browser.text("#parts li"))
                .startsWith("1 down, 1 up, 1 unknown Tables")
                .contains("blocklist", "it can't be read, and mails wait since");
        assertThat(browser.texts("#domains tr:first-child td")).containsExactly("up", "12 min", "1", "1", "1 deferred");
        assertThat(browser.text("#state")).contains("oldest 12 min");
        browser.click("#mails th a");
        browser.awaitText("#mail", "No rule has ruled yet");
    }

    @Test
    void aDomainInTroubleComesFirstAndSaysWhy() {
        rig.mailboxes.answerAll(DeliveryResult.deferred(Cause.PEER_UNREACHABLE, "connection refused"));
        rig.worker.start();
        IntStream.range(0, 3).forEach(i -> rig.mail("m" + i, ALICE));
        browser.open("http://localhost:" + rig.port() + "/");
        browser.awaitText("#domains tr:first-child", "down");
        assertThat(browser.text("#domains tr:first-child")).contains("its mailboxes' server: it takes no mail");
        assertThat(browser.text("#state")).startsWith("down");
        assertThat(browser.text("#parts li:first-child")).startsWith("down Mailboxes’ server");
    }

    @Test
    void everythingWorksByKeyboardAlone() throws InterruptedException {
        oneBlocked();
        open();
        browser.run("document.body.focus()");
        browser.press(Keys.TAB);
        assertThat(browser.focus()).isEqualTo("Skip to the latest mails");
        browser.press(Keys.ENTER);
        for (String next : new String[] {"search-text", "Find", "mixed"}) {
            browser.press(Keys.TAB);
            assertThat(browser.focus()).isEqualTo(next);
        }
        browser.press(Keys.ENTER);
        browser.awaitText("#mail", "outcome");
        rig.mail("plain", ALICE);
        rig.worker.runOnce();
        browser.await("the list goes on", () -> browser.texts("#mails th").size() == 2);
        browser.press(Keys.ESCAPE);
        browser.await("it closes", () -> browser.text("#mail").isEmpty());
        assertThat(browser.focus()).as("back where it came from").isEqualTo("mixed");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void aThousandDomainsAreWithinReach() {
        IntStream.range(0, 1000).forEach(i -> domains.add("d%03d.example".formatted(i)));
        open();
        assertThat(browser.texts("#domains tr")).hasSize(10);
        assertThat(browser.text("#domains-range")).isEqualTo("1–10 of 1,002");
        browser.click("#domains-on");
        browser.awaitText("#domains-range", "11–20 of 1,002");
        browser.type("#domain-filter", "D77");
        browser.awaitText("#domains-count", "10 of 1,002");
        assertThat(browser.texts("#domains th")).startsWith("d770.example").hasSize(10);
        browser.type("#domain-filter", "x");
        browser.awaitText("#domains-empty", "No domain has “D77x” in its name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void colourFollowsTheViewerAndIsLegible(String scheme) throws InterruptedException {
        browser.emulate("prefers-color-scheme", scheme);
        oneBlocked();
        open();
        assertThat(browser.run(CONTRAST))
                .as("contrasts below 4.5:1 (WCAG 1.4.3)")
                .isEqualTo("");
        String paper =
                (String) browser.run("return getComputedStyle(document.querySelector('section')).backgroundColor");
        assertThat(paper).isEqualTo(scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(24, 29, 36)");
    }

    private static final String CONTRAST = """
            const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
            const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const rgb = text => text.match(/[\\d.]+/g).map(Number);
            const paper = element => {
                for (let e = element; e; e = e.parentElement) {
                    const ground = rgb(getComputedStyle(e).backgroundColor);
                    if (ground.length < 4 || ground[3] === 1) return ground;
                }
                return [255, 255, 255];
            };
            const poor = [];
            for (const element of document.querySelectorAll('body *')) {
                const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                if (!own || !element.checkVisibility() || element.closest(':disabled')) continue;
                const [dark, bright] = [light(rgb(getComputedStyle(element).color)), light(paper(element))].sort((a, b) => a - b);
                if ((bright + 0.05) / (dark + 0.05) < 4.5) poor.push(element.textContent.trim());
            }
            return poor.join('; ');
            """;

    @Test
    void aPhoneScrollsUpAndDownOnly() throws InterruptedException {
        browser.resize(360, 740);
        oneBlocked();
        rig.mail(
                "a-key-that-is-as-long-as-keys-of-ses-are-0123456789abcdef0123456789abcdef",
                "a-recipient-with-a-long-name@example.com");
        rig.worker.runOnce();
        open();
        assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
        browser.click("#mails th a");
        browser.awaitText("#mail", "outcome");
        assertThat(browser.run("return document.getElementById('mail').scrollWidth <= 360"))
                .isEqualTo(true);
        assertThat(browser.run("return Math.min(...[...document.querySelectorAll('button, input')]"
                        + ".filter(e => e.checkVisibility()).map(e => e.offsetHeight))"))
                .as("fingers find them (WCAG 2.5.8)")
                .asString()
                .satisfies(height -> assertThat(Integer.parseInt(height)).isGreaterThanOrEqualTo(24));
    }

    @Test
    void itSaysWhenItHasLostTheWorkerAndRecoversByItself() throws Exception {
        oneBlocked();
        open();
        int port = rig.port();
        rig.away();
        browser.awaitText("#lost", "Lost the worker since");
        assertThat(browser.text("#freshness")).isEqualTo("Not live");
        assertThat(browser.text("#mails tr")).as("what it showed stays").contains("mixed");

        rig.mail("plain", ALICE);
        rig.worker.runOnce();
        rig.back(port);
        browser.awaitText("#freshness", "Live");
        assertThat(browser.text("#lost")).isEmpty();
        assertThat(browser.texts("#mails th")).containsExactly("plain", "mixed");
    }

    @Test
    void whoHasNoTokenLogsIn(@TempDir Path other) throws IOException {
        try (StatusRig guarded = new StatusRig(other, time, domains, SECRET)) {
            browser.open("http://localhost:" + guarded.port() + "/");
            browser.type("#token", "0123456789abcdee", Keys.ENTER);
            browser.awaitText("#wrong", "That is not the token.");
            browser.type("#token", SECRET, Keys.ENTER);
            browser.awaitText("#freshness", "Live");
            assertThat(browser.address()).doesNotContain(SECRET);
            assertThat(browser.run("return document.cookie"))
                    .as("not for scripts")
                    .isEqualTo("");

            browser.click("#logout button");
            browser.await("it is out", () -> browser.address().endsWith("/login"));
            browser.open("http://localhost:" + guarded.port() + "/");
            assertThat(browser.address()).endsWith("/login");
            browser.assertNoComplaints();
        }
    }
}
