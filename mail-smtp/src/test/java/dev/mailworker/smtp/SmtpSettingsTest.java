package dev.mailworker.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSettingsTest {
    @Test
    void defaults() {
        SmtpSettings settings = SmtpSettings.smtp("mail.example.com");

        assertThat(settings.protocol()).isEqualTo(Protocol.SMTP);
        assertThat(settings.port()).isEqualTo(25);
        assertThat(SmtpSettings.lmtp("mail.example.com").port()).isEqualTo(24);
        assertThat(settings.tls()).isEqualTo(new Tls(Tls.Mode.OFF, false, null, null));
        assertThat(settings.credentials()).isNull();
        assertThat(settings.ehloName()).isEmpty();
        assertThat(settings.pipelining()).isTrue();
        assertThat(settings.timeouts())
                .isEqualTo(new SmtpTimeouts(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(10)));
        assertThat(settings.pool()).isEqualTo(new PoolLimits(20, Duration.ofSeconds(5), Duration.ofSeconds(300), 100));
    }

    @Test
    void certificatesAreCheckedWhereTlsIsCertain() {
        assertThat(Tls.required().verified()).isTrue();
        assertThat(Tls.implicit().verified()).isTrue();
        assertThat(Tls.wanted().verified()).isFalse();
        assertThat(Tls.wanted().trusting(Path.of("ca.pem")).verified()).isTrue();
        assertThat(Tls.required().unverified().verified()).isFalse();
    }

    @Test
    void eachWithChangesOneThing() {
        SmtpTimeouts times = SmtpTimeouts.DEFAULT
                .withConnect(Duration.ofMillis(1))
                .withGreeting(Duration.ofMillis(2))
                .withCommand(Duration.ofMillis(3))
                .withData(Duration.ofMillis(4))
                .withFinalReply(Duration.ofMillis(5));
        PoolLimits pool = PoolLimits.DEFAULT
                .withSize(1)
                .withIdleCheck(Duration.ZERO)
                .withMaxAge(Duration.ofSeconds(2))
                .withMailsPerConnection(3);

        SmtpSettings settings = SmtpSettings.smtp("mail.example.com")
                .withPort(587)
                .withTls(Tls.required())
                .withCredentials("user", "secret")
                .withEhloName("worker.example.com")
                .withTimeouts(times)
                .withPool(pool)
                .withPipelining(false);

        assertThat(settings)
                .isEqualTo(new SmtpSettings(
                        Protocol.SMTP,
                        "mail.example.com",
                        587,
                        Tls.required(),
                        new Credentials("user", "secret"),
                        "worker.example.com",
                        new SmtpTimeouts(
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(3),
                                Duration.ofMillis(4),
                                Duration.ofMillis(5)),
                        new PoolLimits(1, Duration.ZERO, Duration.ofSeconds(2), 3),
                        false));
    }

    @Test
    void thePasswordIsMasked() {
        SmtpSettings settings = SmtpSettings.smtp("mail.example.com").withCredentials("user", "secret");

        assertThat(settings.toString()).contains("user").doesNotContain("secret");
    }

    @Test
    void lmtpIsNotSpokenOnPort25() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpSettings.lmtp("localhost").withPort(25))
                .withMessageContaining("25");
    }

    @Test
    void aPasswordNeedsTlsThatCannotBeStripped() {
        SmtpSettings settings = SmtpSettings.smtp("localhost").withCredentials("user", "secret");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withTls(Tls.wanted()))
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nRCPT TO:<x@example.com>", "a\0", "<a>"})
    void namesAreNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpSettings.smtp(name));
        if (!name.isEmpty()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SmtpSettings.smtp("localhost").withEhloName(name));
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpSettings.smtp("localhost").withPort(0));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpTimeouts.DEFAULT.withData(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpTimeouts.DEFAULT.withData(Duration.ofDays(100)));
        assertThatIllegalArgumentException().isThrownBy(() -> PoolLimits.DEFAULT.withSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> PoolLimits.DEFAULT.withMaxAge(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Credentials("", "secret"));
    }

    @Test
    void certificatesToTrustAreReadWhenTheTransportIsMade(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        SmtpSettings settings = SmtpSettings.smtp("localhost");

        for (Path file : new Path[] {missing, empty}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new SmtpTransport(settings.withTls(Tls.required().trusting(file))))
                    .withMessageContaining(file.toString());
        }
    }
}
