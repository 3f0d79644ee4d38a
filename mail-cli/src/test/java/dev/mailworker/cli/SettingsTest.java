package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.WorkerConfig;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.decide.VerdictPolicies.Policy;
import dev.mailworker.local.TableNames;
import dev.mailworker.mail.Check;
import dev.mailworker.smtp.PoolLimits;
import dev.mailworker.smtp.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    private static final Settings NONE = new Settings(Map.of());

    private static Settings set(Setting setting, String value) {
        return new Settings(Map.of(setting.name(), value));
    }

    /** Each default, once more and by hand: whoever changes one has to mean it. */
    @ParameterizedTest
    @CsvSource(textBlock = """
                    CONFIG_FILE, ''
                    SITE_ID, ''
                    WORKER_NAME, ''
                    HEALTH_PORT, 8080
                    HEALTH_ADDRESS, 0.0.0.0
                    METRICS_PORT, 8000
                    METRICS_ADDRESS, 0.0.0.0
                    METRICS_DOMAINS, 100
                    STATUS_PORT, 8081
                    STATUS_ADDRESS, 127.0.0.1
                    STATUS_TOKEN, ''
                    DOMAINS, ''
                    DOMAINS_FILE, ''
                    DOMAIN_WEIGHT, 1
                    WORKER_THREADS, 64
                    POLL_INTERVAL, 20
                    MAX_MESSAGES, 10
                    VISIBILITY_TIMEOUT, 300
                    STOP_TIMEOUT, 10
                    OUTAGE_GRACE, 60
                    MAX_AGE, 259200
                    INVALID_STREAK, 20
                    INVALID_POLICY, ack
                    DELETE_BLOCKED, true
                    AUTOREPLY_DAYS, 7
                    FORWARD_SPAM, false
                    SPAM_POLICY, pass
                    VIRUS_POLICY, pass
                    SPF_POLICY, pass
                    DKIM_POLICY, pass
                    DMARC_POLICY, pass
                    SMTP_HOST, localhost
                    SMTP_PORT, 25
                    SMTP_USE_TLS, false
                    SMTP_USER, ''
                    SMTP_PASS, ''
                    SMTP_POOL_SIZE, 20
                    INTERNAL_SMTP_PORT, 2525
                    LMTP_ENABLED, false
                    LMTP_HOST, localhost
                    LMTP_PORT, 24
                    DYNAMODB_RULES_TABLE, email-rules
                    DYNAMODB_MESSAGES_TABLE, ses-outbound-messages
                    DYNAMODB_BLOCKED_TABLE, email-blocked-senders
                    DYNAMODB_REPLIES_TABLE, ''
                    DYNAMODB_REPLIES_KEY, MessageId
                    LOOKUP_CACHE, 0
                    QUEUE_TEMPLATE, {domain}-queue
                    BUCKET_TEMPLATE, {domain}-emails
                    DEAD_LETTER_QUEUE, ''
                    PROGRESS_PREFIX, .mailworker/progress/
                    AUDIT_BUCKET, ''
                    AUDIT_PREFIX, audit/
                    SES_QUOTA_SHARE, 90
                    AWS_REGION, us-east-2
                    DOMAIN_REGIONS, ''
                    AWS_ENDPOINT_URL, ''
                    AWS_ENDPOINT_URL_SQS, ''
                    AWS_ENDPOINT_URL_S3, ''
                    AWS_ENDPOINT_URL_DYNAMODB, ''
                    AWS_ENDPOINT_URL_SESV2, ''
                    AWS_CONNECTIONS, 100
                    """)
    void defaultsStay(Setting setting, String value) {
        assertThat(NONE.text(setting)).isEqualTo(value);
        assertThat(NONE.isSet(setting)).isFalse();
        assertThat(Setting.values()).as("pin the new ones too").hasSize(62);
    }

    @ParameterizedTest
    @EnumSource
    void defaultsAreValuesThatOneCouldSet(Setting setting) {
        if (!setting.defaultValue().isEmpty()) {
            assertThatCode(() -> set(setting, setting.defaultValue())).doesNotThrowAnyException();
        }
    }

    @Test
    void readmeTellsOfEachSetting() throws IOException {
        List<List<String>> documented = Documents.table("README.md", "Settings");

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(setting -> List.of(
                                "`" + setting.name() + "`",
                                setting.defaultValue().isEmpty() ? "–" : "`" + setting.defaultValue() + "`",
                                setting.meaning()))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    WORKER_THREADS; many; a whole number from 1 to 10000
                    WORKER_THREADS; 0; a whole number from 1 to 10000
                    WORKER_THREADS; 10001; a whole number from 1 to 10000
                    WORKER_THREADS; 2.5; a whole number from 1 to 10000
                    POLL_INTERVAL; 0; a whole number from 1 to 20
                    POLL_INTERVAL; 21; a whole number from 1 to 20
                    MAX_MESSAGES; 11; a whole number from 1 to 10
                    VISIBILITY_TIMEOUT; 39; a whole number from 40 to 43200
                    VISIBILITY_TIMEOUT; 43201; a whole number from 40 to 43200
                    VISIBILITY_TIMEOUT; 5m; a whole number from 40 to 43200
                    STOP_TIMEOUT; -1; a whole number, 0 or more
                    OUTAGE_GRACE; 1 min; a whole number, 0 or more
                    MAX_AGE; 0; a whole number, 1 or more
                    MAX_AGE; 99999999999; a whole number, 1 or more
                    DELETE_BLOCKED; maybe; true or false
                    SPAM_POLICY; drop; one of pass, tag, hold, discard
                    VIRUS_POLICY; drop; one of pass, tag, hold, discard
                    SPF_POLICY; drop; one of pass, tag, hold, discard
                    DKIM_POLICY; drop; one of pass, tag, hold, discard
                    DMARC_POLICY; drop; one of pass, tag, hold, discard
                    SMTP_HOST; mail example.com; a host name or an address, the port apart
                    SMTP_HOST; smtp://mail.example.com; a host name or an address, the port apart
                    SMTP_PORT; smtp; a whole number from 1 to 65535
                    SMTP_PORT; 65536; a whole number from 1 to 65535
                    SMTP_USE_TLS; wanted; true or false
                    SMTP_POOL_SIZE; 0; a whole number from 1 to 1000
                    INTERNAL_SMTP_PORT; 0; a whole number from 1 to 65535
                    LMTP_ENABLED; 2; true or false
                    HEALTH_PORT; none; a whole number from 0 to 65535, 0 for no such service
                    METRICS_DOMAINS; 10001; a whole number from 0 to 10000
                    HEALTH_ADDRESS; 10.0.0.0/8; a host name or an address, the port apart
                    LMTP_HOST; a/b; a host name or an address, the port apart
                    LMTP_PORT; 25; a whole number from 1 to 65535 but not 25, SMTP's (RFC 2033)
                    SITE_ID; two words; 1 to 200 printable US-ASCII characters without blanks
                    DYNAMODB_RULES_TABLE; ../rules; 3 to 255 letters, digits, '_', '-' and '.'
                    DYNAMODB_MESSAGES_TABLE; ab; 3 to 255 letters, digits, '_', '-' and '.'
                    DYNAMODB_BLOCKED_TABLE; a b c; 3 to 255 letters, digits, '_', '-' and '.'
                    """, quoteCharacter = '"')
    void wrongValueIsRefusedWithItsRemedy(Setting setting, String value, String wanted) {
        assertThatThrownBy(() -> set(setting, value))
                .isInstanceOf(UsageException.class)
                .hasMessage(setting + " is '" + value + "' and has to be " + wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "true,true",
        "TRUE,true",
        "yes,true",
        "on,true",
        "1,true",
        "false,false",
        "No,false",
        "off,false",
        "0,false"
    })
    void flagsAreReadAsPeopleWriteThem(String written, boolean meant) {
        assertThat(set(Setting.LMTP_ENABLED, written).flag(Setting.LMTP_ENABLED))
                .isEqualTo(meant);
    }

    @Test
    void blanksAroundAValueAreNoPartOfIt() {
        assertThat(set(Setting.SMTP_PORT, " 2526 ").number(Setting.SMTP_PORT)).isEqualTo(2526);
        assertThat(set(Setting.SMTP_HOST, " ").isSet(Setting.SMTP_HOST)).isFalse();
    }

    @Test
    void anEmptyPortOfOurOwnTurnsItsServiceOff() {
        assertThat(set(Setting.HEALTH_PORT, "").number(Setting.HEALTH_PORT)).isZero();
        assertThat(set(Setting.METRICS_PORT, "").number(Setting.METRICS_PORT)).isZero();
        assertThat(set(Setting.SMTP_PORT, "").number(Setting.SMTP_PORT)).isEqualTo(25);
    }

    @Test
    void passwordIsTakenAsItStandsAndNeverShown() {
        Settings settings = new Settings(Map.of("SMTP_USER", "worker", "SMTP_PASS", " s3cret "));
        assertThat(settings.text(Setting.SMTP_PASS)).isEqualTo(" s3cret ");

        assertThatThrownBy(() -> new Settings(Map.of("SMTP_PASS", "s3cret", "SMTP_USER", "worker", "SMTP_PORT", "x")))
                .hasMessageContaining("SMTP_PORT")
                .hasMessageNotContaining("s3cret");
        assertThat(Setting.SMTP_PASS.shape().isSecret()).isTrue();
        assertThat(Stream.of(Setting.values()).filter(s -> s.shape().isSecret()))
                .containsExactly(Setting.STATUS_TOKEN, Setting.SMTP_PASS);
    }

    @Test
    void userWithoutPasswordIsAMistake() {
        assertThatThrownBy(() -> set(Setting.SMTP_USER, "worker"))
                .isInstanceOf(UsageException.class)
                .hasMessage("SMTP_USER is set and SMTP_PASS is not: set both, or neither");
    }

    @Test
    void otherVariablesAreNobodysBusiness() {
        assertThatCode(() -> new Settings(Map.of("PATH", "/bin", "MAX_MAILS", "x")))
                .doesNotThrowAnyException();
    }

    @Test
    void settingsAndLibraryHaveTheSameDefaults(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        WorkerConfig library = WorkerConfig.defaults();
        try (Site site = Site.open(folder, NONE)) {
            assertThat(site.config())
                    .usingRecursiveComparison()
                    // The program names a worker after its host, which a library has no business to ask for.
                    .ignoringFields("workerName", "verdictPolicies")
                    .isEqualTo(library);
            for (Check check : Check.values()) {
                assertThat(site.config().verdictPolicies().of(check))
                        .isEqualTo(library.verdictPolicies().of(check));
            }
        }
        assertThat(TableNames.DEFAULT)
                .isEqualTo(new TableNames(
                        NONE.text(Setting.DYNAMODB_RULES_TABLE),
                        NONE.text(Setting.DYNAMODB_MESSAGES_TABLE),
                        NONE.text(Setting.DYNAMODB_BLOCKED_TABLE)));
        assertThat(Protocol.SMTP.defaultPort()).isEqualTo(NONE.number(Setting.SMTP_PORT));
        assertThat(Protocol.LMTP.defaultPort()).isEqualTo(NONE.number(Setting.LMTP_PORT));
        assertThat(PoolLimits.DEFAULT.size()).isEqualTo(NONE.number(Setting.SMTP_POOL_SIZE));
    }

    @Test
    void eachDefaultOfTheLibraryIsPinned() {
        WorkerConfig defaults = WorkerConfig.defaults();
        assertThat(defaults.workerName()).isEqualTo("mailworker");
        assertThat(defaults.siteId()).isEqualTo("mailworker");
        assertThat(defaults.verdictPolicies()).isEqualTo(VerdictPolicies.PASS_ALL);
        assertThat(defaults.workerThreads()).isEqualTo(64);
        assertThat(defaults.pollInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(defaults.maxMessages()).isEqualTo(10);
        assertThat(defaults.visibilityTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.outageGrace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(defaults.maxAge()).isEqualTo(Duration.ofDays(3));
        assertThat(defaults.sourceRefresh()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.deleteBlocked()).isTrue();
        assertThat(defaults.invalidPolicy()).isEqualTo(InvalidPolicy.ACK);
        assertThat(defaults.memoryLimit()).isEqualTo(256 * 1024);
        assertThat(defaults.memoryBudget()).isEqualTo(32 * 1024 * 1024);
        assertThat(defaults.invalidStreak()).isEqualTo(20);
        assertThat(defaults.autoReplyPeriod()).isEqualTo(Duration.ofDays(7));
        assertThat(defaults.forwardSpam()).isFalse();
        assertThat(Stream.of(WorkerConfig.class.getMethods())
                        .filter(method -> method.getName().startsWith("with")))
                .as("pin the new ones too")
                .hasSize(18);
    }

    @Test
    void settingsReachTheWorker(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("spool/b.example"));
        Files.createDirectories(folder.resolve("spool/a.example"));
        Settings settings = new Settings(Map.ofEntries(
                Map.entry("WORKER_NAME", "mx 7"),
                Map.entry("WORKER_THREADS", "3"),
                Map.entry("POLL_INTERVAL", "4"),
                Map.entry("MAX_MESSAGES", "5"),
                Map.entry("VISIBILITY_TIMEOUT", "60"),
                Map.entry("STOP_TIMEOUT", "0"),
                Map.entry("OUTAGE_GRACE", "8"),
                Map.entry("MAX_AGE", "9"),
                Map.entry("INVALID_STREAK", "11"),
                Map.entry("DELETE_BLOCKED", "no"),
                Map.entry("AUTOREPLY_DAYS", "3"),
                Map.entry("FORWARD_SPAM", "true"),
                Map.entry("SPAM_POLICY", "Hold"),
                Map.entry("DMARC_POLICY", "discard")));
        try (Site site = Site.open(folder, settings)) {
            WorkerConfig config = site.config();
            assertThat(config.siteId()).as("the first domain").isEqualTo("a.example");
            assertThat(config.workerName()).isEqualTo("mx 7");
            assertThat(config.workerThreads()).isEqualTo(3);
            assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(4));
            assertThat(config.maxMessages()).isEqualTo(5);
            assertThat(config.visibilityTimeout()).isEqualTo(Duration.ofMinutes(1));
            assertThat(config.stopTimeout()).isEqualTo(Duration.ZERO);
            assertThat(config.outageGrace()).isEqualTo(Duration.ofSeconds(8));
            assertThat(config.maxAge()).isEqualTo(Duration.ofSeconds(9));
            assertThat(config.invalidStreak()).isEqualTo(11);
            assertThat(config.deleteBlocked()).isFalse();
            assertThat(config.autoReplyPeriod()).isEqualTo(Duration.ofDays(3));
            assertThat(config.forwardSpam()).isTrue();
            assertThat(config.verdictPolicies().of(Check.SPAM)).isEqualTo(Policy.HOLD);
            assertThat(config.verdictPolicies().of(Check.VIRUS)).isEqualTo(Policy.PASS);
            assertThat(config.verdictPolicies().of(Check.DMARC)).isEqualTo(Policy.DISCARD);
        }
    }
}
