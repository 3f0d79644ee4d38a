package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, as far as tests need it. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one; the test is skipped where there is none. */
    static Browser start() {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        assumeTrue(chromium.isPresent() && driver.isPresent(), "chromium and chromedriver are needed");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toString());
        // Its sandbox doesn't work for root, and /dev/shm is small in containers; neither matters for pages of our own.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--window-size=1280,1000");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> program(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(String address) {
        driver.get(address);
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /**
     * {@return the text of what a CSS selector finds first, as one sees it, on one line; empty if it finds nothing, or nothing
     * that is seen}
     */
    String text(String selector) {
        return one(selector).map(Browser::text).orElse("");
    }

    private static String text(WebElement element) {
        return element.getText().replaceAll("\\s+", " ");
    }

    /** {@return the texts of all that a CSS selector finds} */
    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(Browser::text)
                .toList();
    }

    private Optional<WebElement> one(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().findFirst();
    }

    void awaitText(String selector, String wanted) {
        await(selector + " has '" + wanted + "'", () -> text(selector).contains(wanted));
    }

    /** Waits until something is so. */
    void await(String what, BooleanSupplier condition) {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, LOOK_EVERY);
        wait.withMessage(() -> what + ": " + text("body"))
                .ignoring(StaleElementReferenceException.class)
                .until(seen -> condition.getAsBoolean());
    }

    void click(String selector) {
        one(selector)
                .orElseThrow(() -> new AssertionError(selector + " is not there"))
                .click();
    }

    void type(String selector, CharSequence... keys) {
        one(selector)
                .orElseThrow(() -> new AssertionError(selector + " is not there"))
                .sendKeys(keys);
    }

    /** Presses keys where the focus is. */
    void press(Keys... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(((JavascriptExecutor) driver).executeScript(script, arguments), "");
    }

    /** {@return what has the focus: its id, or else its text} */
    String focus() {
        return (String) run("const e = document.activeElement; return e.id || e.textContent.trim();");
    }

    void emulate(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Forgets what pages complained of so far. */
    void forgetComplaints() {
        var unused = driver.manage().logs().get("browser");
    }

    /** Fails if the page broke a rule of its own, or a script failed. Requests that nobody answered are no fault. */
    void assertNoComplaints() {
        assertThat(driver.manage().logs().get("browser").getAll())
                .filteredOn(entry ->
                        Set.of("WARNING", "SEVERE").contains(entry.getLevel().getName()))
                .extracting(LogEntry::getMessage)
                .filteredOn(
                        message -> !message.contains("ERR_CONNECTION_REFUSED") && !message.contains("status of 401"))
                .isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
