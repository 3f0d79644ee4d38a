package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.Health;
import dev.mailworker.Health.Domain;
import dev.mailworker.Health.Kind;
import dev.mailworker.Health.Part;
import dev.mailworker.MailWorker;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audits;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a site on AWS tells of its domains. */
@ExtendWith(Credentials.class)
class AwsHealthTest {
    private static final String DENIED = "audits are denied, and no mail is received";

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();

    @Test
    void aBucketThatDeniesAuditsIsItsDomainsTrouble() {
        try (StubServer s3 = new StubServer();
                AwsSite site =
                        AwsSite.open(AwsSettings.DEFAULTS.withEndpoints(Map.of(AwsService.S3, s3.endpoint())), time);
                MailWorker worker = site.equip(MailWorker.builder(), () -> Set.of("example.com", "example.org"))
                        .transport(Route.LOCAL, new RecordingTransport())
                        .temporaryFolder(folder)
                        .time(time)
                        .build()) {
            s3.answer(request -> request.method().equals("PUT")
                    ? new Answer(403, Map.of(), "<Error><Code>AccessDenied</Code><Message>not you</Message></Error>")
                    : new Answer(200, Map.of(), ""));
            deniedAudit(site, new BlobRef("example-com-emails", "key"));

            Health health = worker.health();
            assertThat(health.parts())
                    .contains(new Part(Kind.BUCKET, "example-com-emails", Condition.down(SettableTime.START, DENIED)));
            assertThat(health.domains())
                    .containsExactly(
                            new Domain("example.com", Condition.down(SettableTime.START, "its bucket: " + DENIED)),
                            new Domain("example.org", Condition.UNKNOWN));
        }
    }

    private void deniedAudit(AwsSite site, BlobRef ref) {
        try (Fetched fetched = site.blobs().fetch(ref, new TemporaryMails(folder, 100))) {
            assertThatThrownBy(() ->
                            site.blobs().mark(ref, fetched, Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1))))
                    .isInstanceOf(PortException.class);
        }
    }
}
