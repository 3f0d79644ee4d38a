package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import dev.mailworker.smtp.SmtpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which server a domain's mail goes to. */
@Timeout(120)
class MailServersTest {
    @TempDir
    private Path folder;

    private Settings settings(String text, Map<String, String> environment) throws IOException {
        return Settings.read(Map.of(Setting.CONFIG_FILE, write(text).toString()), environment, Duration.ZERO);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("mw.yaml"), text);
    }

    private static Map<String, String> at(SmtpSink server) {
        return Map.of("SMTP_HOST", "127.0.0.1", "SMTP_PORT", Integer.toString(server.port()));
    }

    private static Outgoing mail(String... recipients) {
        Content text = new Content.Composed("Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII));
        return new Outgoing(
                "m",
                ReversePath.NULL,
                Stream.of(recipients).map(EmailAddress::of).toList(),
                text);
    }

    private static Set<Kind> kinds(Map<EmailAddress, DeliveryResult> results) {
        return results.values().stream().map(DeliveryResult::kind).collect(Collectors.toSet());
    }

    @Test
    void mailGoesToTheServerOfTheRecipientsDomain() throws IOException {
        try (SmtpSink usual = SmtpSink.taking();
                SmtpSink own = SmtpSink.taking();
                MailServers servers = new MailServers(settings(
                        "domains: {example.org: {smtp_port: " + own.port() + "}, example.net: {smtp_port: " + own.port()
                                + "}, example.com: {}}",
                        at(usual)))) {
            Transport local = servers.local();

            Map<EmailAddress, DeliveryResult> results =
                    local.send(mail("a@example.com", "b@example.org", "c@example.net", "d@elsewhere.example"));

            assertThat(results).hasSize(4);
            assertThat(kinds(results)).containsExactly(Kind.DELIVERED);
            assertThat(usual.mails()).hasSize(1);
            assertThat(own.mails()).as("equal servers are one").hasSize(1);
            assertThat(servers.open()).hasSize(2);
            assertThat(local.target(ReversePath.NULL, EmailAddress.of("b@example.org")))
                    .isEqualTo(local.target(ReversePath.NULL, EmailAddress.of("c@example.net")))
                    .isEqualTo("127.0.0.1:" + own.port());
            assertThat(local.target(ReversePath.NULL, EmailAddress.of("a@example.com")))
                    .isEqualTo("127.0.0.1:" + usual.port());
        }
    }

    @Test
    void whatStaysInsideGoesToThePortForThat() throws IOException {
        try (SmtpSink inside = SmtpSink.taking();
                MailServers servers = new MailServers(settings(
                        "domains: {example.org: {smtp_host: 127.0.0.1, internal_smtp_port: " + inside.port() + "}}",
                        Map.of("SMTP_HOST", "nowhere.invalid")))) {
            assertThat(kinds(servers.internal().send(mail("b@example.org")))).containsExactly(Kind.DELIVERED);
            assertThat(inside.mails()).hasSize(1);
        }
    }

    @Test
    void serverChangesWithTheFileAndTheOldConnectionsEnd() throws IOException {
        try (SmtpSink before = SmtpSink.taking();
                SmtpSink after = SmtpSink.taking();
                MailServers servers = new MailServers(settings(
                        "domains: {example.org: {smtp_host: 127.0.0.1, smtp_port: " + before.port() + "}}",
                        Map.of()))) {
            servers.local().send(mail("b@example.org"));
            write("domains: {example.org: {smtp_host: 127.0.0.1, smtp_port: " + after.port() + "}}");
            servers.local().send(mail("b@example.org"));

            assertThat(before.mails()).hasSize(1);
            assertThat(after.mails()).hasSize(1);
            assertThat(servers.open()).extracting(SmtpSettings::port).containsExactly(after.port());
        }
    }

    @Test
    void mailUnderWayToAServerThatIsNoLongerWantedEndsWell() throws Exception {
        try (SmtpSink before = SmtpSink.holding();
                MailServers servers = new MailServers(settings(
                        "domains: {example.org: {smtp_host: 127.0.0.1, smtp_port: " + before.port() + "}}",
                        Map.of()))) {
            Transport local = servers.local();
            CompletableFuture<Map<EmailAddress, DeliveryResult>> underWay =
                    CompletableFuture.supplyAsync(() -> local.send(mail("b@example.org")));
            assertThat(before.awaitData()).isTrue();
            write("domains: {example.org: {smtp_host: nowhere.invalid}}");
            assertThat(local.target(ReversePath.NULL, EmailAddress.of("b@example.org")))
                    .isEqualTo("nowhere.invalid:25");
            assertThat(servers.open()).hasSize(1);
            before.answer();

            assertThat(kinds(underWay.get())).containsExactly(Kind.DELIVERED);
            assertThat(servers.open()).isEmpty();
        }
    }
}
