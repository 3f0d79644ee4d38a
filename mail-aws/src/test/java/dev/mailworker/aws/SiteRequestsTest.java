package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.LookUpUse;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.SendingQuota;
import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.ServiceRequest.Trouble;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a site tells of the requests that it makes, and of what they cost. */
@ExtendWith(Credentials.class)
class SiteRequestsTest {
    private static final BlobRef REF = new BlobRef("bucket", "key");
    private static final EmailAddress ALICE = EmailAddress.of("alice@example.com");
    private static final double NOTHING = 1e-12;

    private final List<ServiceRequest> told = Collections.synchronizedList(new ArrayList<>());
    private final StubServer server = new StubServer();
    private AwsSite site;

    @BeforeEach
    void open() {
        site = open(server.endpoint());
    }

    private AwsSite open(URI endpoint) {
        AwsSite opened = AwsSite.open(AwsSettings.DEFAULTS.withEndpoints(Map.of(
                AwsService.S3,
                endpoint,
                AwsService.SQS,
                endpoint,
                AwsService.DYNAMODB,
                endpoint,
                AwsService.SESV2,
                endpoint)));
        opened.onRequest(told::add);
        return opened;
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    private void answer(int status, String body) {
        server.answer(request -> new Answer(status, Map.of("Content-Type", "application/x-amz-json-1.0"), body));
    }

    @Test
    void tellsOfARequestAndItsPrice() {
        answer(200, "");
        site.blobs().audit(REF);

        assertThat(told).hasSize(1);
        ServiceRequest request = told.get(0);
        assertThat(request.service()).isEqualTo("s3");
        assertThat(request.operation()).isEqualTo("HeadObject");
        assertThat(request.trouble()).isEqualTo(Trouble.NONE);
        assertThat(request.took()).isPositive();
        assertThat(site.cost()).isCloseTo(0.40e-6, within(NOTHING));
    }

    @ParameterizedTest
    @CsvSource({"403,DENIED,1", "404,NOT_FOUND,1", "412,CONFLICT,1", "400,OTHER,1", "500,SERVER,3", "503,SERVER,3"})
    void tellsOfEachTryAndWhatWasWrong(int status, Trouble trouble, int tries) {
        answer(status, "");
        assertThatThrownBy(() -> site.blobs().audit(REF)).isInstanceOf(PortException.class);

        assertThat(told).extracting(ServiceRequest::trouble).hasSize(tries).containsOnly(trouble);
    }

    @Test
    void failuresOfAwsCostNothing() {
        answer(500, "");
        assertThatThrownBy(() -> site.blobs().audit(REF)).isInstanceOf(PortException.class);

        assertThat(site.cost()).isZero();
    }

    @Test
    void throttlingIsNoFailureOfTheService() {
        answer(400, "{\"__type\":\"ThrottlingException\",\"message\":\"slow down\"}");
        assertThatThrownBy(() -> site.blocklist()
                        .patterns(Set.of(ALICE))
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(PortException.class);

        assertThat(told).isNotEmpty().allSatisfy(request -> assertThat(request.trouble())
                .isEqualTo(Trouble.THROTTLED));
    }

    @Test
    void networkThatIsAwayIsSaidToBe() {
        try (AwsSite nowhere = open(URI.create("http://127.0.0.1:1"))) {
            assertThatThrownBy(() -> nowhere.blobs().audit(REF)).isInstanceOf(PortException.class);
        }

        assertThat(told).isNotEmpty().allSatisfy(request -> assertThat(request.trouble())
                .isEqualTo(Trouble.NETWORK));
    }

    @Test
    void readsCostTheirUnits() {
        answer(
                200,
                "{\"Responses\":{},\"UnprocessedKeys\":{},\"ConsumedCapacity\":["
                        + "{\"TableName\":\"email-rules\",\"CapacityUnits\":2.0},"
                        + "{\"TableName\":\"email-blocked-senders\",\"CapacityUnits\":0.5}]}");
        site.blocklist().patterns(Set.of(ALICE)).toCompletableFuture().join();

        assertThat(site.consumedUnits()).containsEntry("email-rules", 2.0).containsEntry("email-blocked-senders", 0.5);
        assertThat(site.cost()).isCloseTo(2.5 * 0.125e-6, within(NOTHING));
        assertThat(site.lookUps()).isEqualTo(new LookUpUse(0, 0, 1));
        assertThat(told)
                .extracting(ServiceRequest::service, ServiceRequest::operation)
                .containsExactly(tuple("dynamodb", "BatchGetItem"));
    }

    @Test
    void listenerThatFailsDisturbsNobody() {
        answer(200, "");
        site.onRequest(request -> {
            throw new IllegalStateException("listener");
        });
        List<ServiceRequest> later = new ArrayList<>();
        site.onRequest(later::add);

        site.blobs().audit(REF);

        assertThat(later).hasSize(1);
    }

    @Test
    void quotaIsKnownOnceMailWasSent() {
        assertThat(site.quotas()).isEmpty();
        answer(
                200,
                "{\"SendQuota\":{\"Max24HourSend\":50000.0,\"MaxSendRate\":14.0,\"SentLast24Hours\":120.0},\"MessageId\":\"m\"}");

        site.outside()
                .send(new Outgoing(
                        "id",
                        ReversePath.of(ALICE),
                        List.of(EmailAddress.of("dora@example.org")),
                        new Content.Composed(new byte[] {'\r', '\n'})));

        // The one that was just sent included.
        assertThat(site.quotas()).isEqualTo(Map.of("us-east-2", new SendingQuota(14, 50_000, 121)));
        assertThat(told).extracting(ServiceRequest::service).containsExactly("sesv2", "sesv2");
        assertThat(site.cost()).as("SES is paid by mails").isZero();
    }
}
