package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.Scrape.Series;
import dev.mailworker.cli.http.WebServer;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BounceSamples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What Prometheus gets from a worker on AWS that dealt with mails of each kind. */
@Timeout(300)
@ExtendWith(Credentials.class)
class MetricsPageTest {
    /** How the series begin that tell of the JVM. */
    private static final List<String> NOT_OURS = List.of("jvm_", "process_", "system_");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestCloud cloud;
    private static Site site;
    private static MailWorker worker;
    private static WebServer server;
    private static String domain;
    private static HttpResponse<String> page;

    @BeforeAll
    static void dealWithMails() throws Exception {
        cloud = new TestCloud();
        domain = cloud.newDomain();
        Settings settings = new Settings(cloud.environment(domain));
        site = Site.open(null, settings);
        WorkerMetrics metrics = new WorkerMetrics(settings);
        worker = site.worker().listener(metrics.listener()).build();
        metrics.watch(worker, site);
        server =
                WebServer.start("metrics", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics.pages());
        bringMails();
        worker.runOnce();
        do {
            // Queues are asked when somebody reads, and answer soon after.
            page = get();
        } while (!scrape().has("queue_messages_available"));
    }

    private static void bringMails() {
        cloud.mail(domain, "plain", "alice@" + domain);
        cloud.blocks("bob@" + domain, "*@example.net");
        cloud.mail(domain, "blocked", "bob@" + domain);
        cloud.item(
                "email-rules",
                Map.of(
                        "email_address", AttributeValue.fromS("carol@" + domain),
                        "ooo_active", AttributeValue.fromBool(true),
                        "ooo_message", AttributeValue.fromS("I am away."),
                        "forwards", AttributeValue.fromSs(List.of("dora@example.org"))));
        cloud.put(
                domain,
                "answered",
                Map.of(),
                "From: Ann <" + TestCloud.ANN + ">\r\nTo: carol@" + domain + "\r\nSubject: hi\r\n\r\nHello.\r\n");
        cloud.goodNotice(TestCloud.ANN, domain, "answered", "carol@" + domain);
        cloud.mail(domain, "unanswered", "carol@" + domain);
        cloud.item(
                "ses-outbound-messages",
                Map.of(
                        "MessageId", AttributeValue.fromS(BounceSamples.ID),
                        "recipients", AttributeValue.fromSs(List.of("dora@example.net")),
                        "bounceType", AttributeValue.fromS("Permanent"),
                        "bounceSubType", AttributeValue.fromS("General")));
        cloud.put(domain, "bounce", Map.of(), BounceSamples.SES);
        cloud.goodNotice("<>", domain, "bounce", "alice@" + domain);
        cloud.message(domain, "this is no notice");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        worker.close();
        site.close();
        cloud.close();
    }

    private static HttpResponse<String> get() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    private static Scrape scrape() {
        return new Scrape(page.body());
    }

    private static boolean isOurs(String name) {
        return NOT_OURS.stream().noneMatch(name::startsWith);
    }

    private static double count(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>(Map.of("domain", domain));
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return scrape().sum(name, wanted);
    }

    @Test
    void isTextOfPrometheus() {
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void keepsTheNamesOfTheEarlierWorkersDashboards() {
        assertThat(count("emails_processed_total", "status", "delivered")).isEqualTo(4);
        assertThat(count("emails_processed_total", "status", "blocked")).isEqualTo(1);
        assertThat(scrape().sum("emails_in_flight", Map.of())).isZero();
        assertThat(scrape().sum("email_processing_seconds_count", Map.of())).isEqualTo(5);
        assertThat(scrape().sum("email_processing_seconds_bucket", Map.of())).isPositive();
        assertThat(count("queue_messages_available")).isZero();
        assertThat(count("bounces_processed_total", "type", "Permanent")).isEqualTo(1);
        assertThat(count("autoreplies_sent_total")).isEqualTo(1);
        assertThat(count("forwards_sent_total")).isEqualTo(2);
        assertThat(count("blocked_senders_total")).isEqualTo(1);
    }

    @Test
    void tellsOfAws() {
        Scrape scrape = scrape();
        assertThat(scrape.sum("aws_requests_total", Map.of("service", "s3", "operation", "GetObject", "error", "none")))
                .isEqualTo(5);
        assertThat(scrape.sum("aws_cost_dollars_per_million_emails", Map.of())).isBetween(1.0, 100.0);
        assertThat(scrape.sum("dynamodb_read_units_total", Map.of("table", "email-rules")))
                .isPositive();
        assertThat(scrape.sum("ses_daily_sent", Map.of("region", "us-east-2"))).isEqualTo(3);
        assertThat(scrape.sum("smtp_connections_opened_total", Map.of())).isPositive();
    }

    /** The other way round, a series that nobody can look up would be as bad. */
    @Test
    void pageOfMetricsListsEachSeriesAndNoOther() throws IOException {
        Set<Series> documented = Documents.table("docs/metrics.md", "Series").stream()
                .map(row -> new Series(
                        String.join("", Documents.code(row.get(0))),
                        row.get(1),
                        new TreeSet<>(Documents.code(row.get(2)))))
                .collect(Collectors.toSet());

        assertThat(scrape().series().stream().filter(series -> isOurs(series.name())))
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void pageOfMetricsTellsOfEachStatus() throws IOException {
        String statuses = Documents.table("docs/metrics.md", "Series").stream()
                .filter(row -> row.get(2).contains("`status`"))
                .map(row -> row.get(3))
                .collect(Collectors.joining());

        assertThat(Documents.code(statuses))
                .contains(Stream.of(Status.values()).map(Status::word).toArray(String[]::new));
    }

    @Test
    void promtoolFindsNothing(@TempDir Path folder) throws Exception {
        Promtool.Findings findings =
                Promtool.run(Files.writeString(folder.resolve("scrape"), page.body()), "check", "metrics");

        // 3: it has something to say, maybe about the JVM's.
        assertThat(findings.code()).as("%s", findings).isIn(0, 3);
        assertThat(findings.lines()).noneMatch(MetricsPageTest::isOurs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yml", "grafana-dashboard.json"})
    void whatWatchesNamesOnlySeriesAndLabelsThatThereAre(String file) throws IOException {
        String text =
                Files.readString(Path.of("src/main/dist/monitoring", file)).replace("\\\"", "\"");
        Matcher selector = Pattern.compile("([a-z_]+)\\{([^{}]+)}").matcher(text);
        List<String> unknown = new ArrayList<>();
        int count = 0;
        while (selector.find()) {
            count++;
            String name = selector.group(1);
            if (!name.equals("up") && !scrape().has(name, labels(selector.group(2)))) {
                unknown.add(selector.group());
            }
        }

        assertThat(count).isGreaterThan(10);
        assertThat(unknown).isEmpty();
    }

    /** The names of labels that a selector has, without those that Prometheus adds. */
    private static Set<String> labels(String selector) {
        return Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)")
                .matcher(selector)
                .results()
                .map(label -> label.group(1))
                .filter(label -> !Set.of("job", "instance").contains(label))
                .collect(Collectors.toSet());
    }

    @Test
    void tellsNothingOfPeople() {
        assertThat(page.body().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
        assertThat(page.body()).doesNotContain("@", "alice", "ann", "dora");
    }
}
