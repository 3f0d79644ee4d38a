package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalS3;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStoreContract;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A progress store on s3proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ProgressTest implements ProgressStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String BUCKET = "example-com-emails";

    private LocalS3 s3;
    private S3Progress progress;
    private BlobRef mail = new BlobRef(BUCKET, "m");

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() throws Exception {
        s3 = emulators().s3();
        s3.makeBucket(BUCKET);
        progress = new S3Progress(new AtomicConditions(s3.client()), S3Progress.DEFAULT_PREFIX);
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @BeforeEach
    void nextMail() {
        mail = new BlobRef(BUCKET, "mails/a+b \u00fc%41-" + NUMBER.incrementAndGet());
    }

    @Override
    public ProgressStore testee() {
        return progress;
    }

    @Override
    public BlobRef mail() {
        return mail;
    }

    @Test
    void liesUnderItsPrefixInTheMailsBucket() {
        progress.create(mail, Progress.NONE.withAttempt());

        assertThat(s3.client().listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .contains(".mailworker/progress/" + mail.key() + ".json");
    }

    @Test
    void takesAKeyOfAnyLength() {
        BlobRef one = new BlobRef(BUCKET, "\u00fc".repeat(511) + "1");
        BlobRef other = new BlobRef(BUCKET, "\u00fc".repeat(511) + "2");

        progress.create(one, Progress.NONE.withAttempt());

        assertThat(progress.load(one)).isPresent();
        assertThat(progress.load(other)).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithABrokenObject() {
        s3.client()
                .putObject(
                        request -> request.bucket(BUCKET).key(".mailworker/progress/" + mail.key() + ".json"),
                        RequestBody.fromBytes("{}".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> progress.load(mail))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                .hasMessageContaining(".json:1:1: the field 'version' is missing")
                .hasMessageContaining("delete it");
    }

    /** s3proxy looks at a condition and then writes; S3 does both in one step. */
    private static final class AtomicConditions extends DelegatingS3Client {
        AtomicConditions(S3Client client) {
            super(client);
        }

        @Override
        public synchronized PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            return super.putObject(request, body);
        }
    }
}
