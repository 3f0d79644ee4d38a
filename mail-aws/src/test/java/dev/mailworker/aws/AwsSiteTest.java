package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The assembly. */
@ExtendWith(Credentials.class)
class AwsSiteTest {
    @Test
    void namesAQueueForEachDomainAndKeepsItsSource() {
        try (AwsSite site = AwsSite.open(AwsSettings.DEFAULTS)) {
            Collection<MessageSource> first = site.sources(List.of("example.org", "example.com"));
            Collection<MessageSource> second = site.sources(List.of("example.com", "example.net"));

            assertThat(first).extracting(MessageSource::name).containsExactly("example-com-queue", "example-org-queue");
            assertThat(second)
                    .extracting(MessageSource::name)
                    .containsExactly("example-com-queue", "example-net-queue");
            assertThat(second.iterator().next()).isSameAs(first.iterator().next());
        }
    }

    @Test
    void letsDomainsShareAQueue() {
        AwsSettings shared =
                AwsSettings.DEFAULTS.withNames(new NameTemplate("inbound"), new NameTemplate("{domain}-emails"));
        try (AwsSite site = AwsSite.open(shared)) {
            assertThat(site.sources(List.of("example.org", "example.com")))
                    .extracting(MessageSource::name)
                    .containsExactly("inbound");
        }
    }

    @Test
    void hasALedgerOfRepliesWhereATableIsSet() {
        try (AwsSite without = AwsSite.open(AwsSettings.DEFAULTS);
                AwsSite with = AwsSite.open(AwsSettings.DEFAULTS.withReplies("t", "k"))) {
            assertThat(without.replies()).isEmpty();
            assertThat(with.replies()).isPresent();
        }
    }

    @Test
    void asksS3InPathStyleWhereAnEndpointIsSet() {
        try (StubServer server = new StubServer();
                AwsSite site =
                        AwsSite.open(AwsSettings.DEFAULTS.withEndpoints(Map.of(AwsService.S3, server.endpoint())))) {
            server.answer(request -> new Answer(200, Map.of("x-amz-meta-status", "delivered"), ""));

            assertThat(site.blobs().audit(new BlobRef("bucket", "key")).value("status"))
                    .contains("delivered");
            assertThat(server.asked().get(0).path()).isEqualTo("/bucket/key");
        }
    }

    @Test
    void takesEndpointsFromWhereTheSdkDoes() {
        try (StubServer server = new StubServer()) {
            System.setProperty("aws.endpointUrlS3", server.endpoint().toString());
            try (AwsSite site = AwsSite.open(AwsSettings.DEFAULTS)) {
                server.answer(request -> new Answer(404, Map.of(), ""));
                Assertions.assertThatThrownBy(() -> site.blobs().audit(new BlobRef("bucket", "key")))
                        .isInstanceOf(PortException.class);
                assertThat(server.asked().get(0).path()).isEqualTo("/bucket/key");
            } finally {
                System.clearProperty("aws.endpointUrlS3");
            }
        }
        assertThat(Clients.isEndpointNamed(Map.of("AWS_ENDPOINT_URL", "http://x"), "AWS_ENDPOINT_URL"))
                .isTrue();
        assertThat(Clients.isEndpointNamed(Map.of("AWS_ENDPOINT_URL", " "), "AWS_ENDPOINT_URL", "OTHER"))
                .isFalse();
    }

    @Test
    void asksEachDomainsServicesInItsRegion() {
        try (StubServer server = new StubServer();
                StubSes ses = new StubSes();
                AwsSite site = AwsSite.open(AwsSettings.DEFAULTS
                        .withDomainRegions(Map.of("example.org", "eu-west-1"))
                        .withEndpoints(Map.of(
                                AwsService.S3, server.endpoint(),
                                AwsService.SQS, server.endpoint(),
                                AwsService.SESV2, ses.endpoint())))) {
            server.answer(request -> new Answer(404, Map.of(), ""));
            for (String bucket : List.of("example-org-emails", "example-com-emails")) {
                Assertions.assertThatThrownBy(() -> site.blobs().audit(new BlobRef(bucket, "key")))
                        .isInstanceOf(PortException.class);
            }
            site.depth("example.org")
                    .exceptionally(failure -> 0L)
                    .toCompletableFuture()
                    .join();
            assertThat(server.asked())
                    .extracting(AwsSiteTest::region)
                    .startsWith("eu-west-1", "us-east-2", "eu-west-1");

            send(site, "ann@example.org");
            send(site, "ann@example.com");
            assertThat(ses.asked()).extracting(AwsSiteTest::region).containsExactly("eu-west-1", "us-east-2");

            assertThat(site.sources(List.of("example.com", "example.org")))
                    .extracting(MessageSource::name)
                    .containsExactly("example-com-queue", "eu-west-1/example-org-queue");
        }
    }

    /** From {@code AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …}. */
    private static String region(StubServer.Asked request) {
        return request.headers().getOrDefault("authorization", "").split("/", -1)[2];
    }

    @Test
    void findsABucketWhereTheQueueIsThatNamedIt() {
        AwsSettings settings = AwsSettings.DEFAULTS.withDomainRegions(Map.of("example.org", "eu-west-1"));
        BucketRegions regions = new BucketRegions(() -> settings);
        regions.seen("shared", "eu-west-1");
        regions.seen("example-org-emails", "us-west-2");

        assertThat(regions.of("shared")).isEqualTo("eu-west-1");
        assertThat(regions.of("example-org-emails")).isEqualTo("eu-west-1");
        assertThat(regions.of("another")).isEqualTo("us-east-2");
    }

    @Test
    void findsABucketStillWhenItsDomainIsNoLongerThere() {
        AtomicReference<AwsSettings> settings =
                new AtomicReference<>(AwsSettings.DEFAULTS.withDomainRegions(Map.of("example.org", "eu-west-1")));
        BucketRegions regions = new BucketRegions(settings::get);
        assertThat(regions.of("example-org-emails")).isEqualTo("eu-west-1");

        settings.set(AwsSettings.DEFAULTS
                .withDomainNames(Map.of(), Map.of("example.net", "net-mails"))
                .withDomainRegions(Map.of("example.net", "us-west-2")));
        assertThat(regions.of("net-mails")).isEqualTo("us-west-2");
        assertThat(regions.of("example-org-emails")).as("mails may be in work").isEqualTo("eu-west-1");

        settings.set(AwsSettings.DEFAULTS.withDomainRegions(Map.of("example.org", "us-east-2")));
        assertThat(regions.of("example-org-emails")).isEqualTo("us-east-2");
    }

    @Test
    void domainsGetOtherQueuesAndRegionsWhileItIsOpen() {
        AtomicReference<AwsSettings> settings = new AtomicReference<>(AwsSettings.DEFAULTS);
        try (AwsSite site = AwsSite.open(settings::get, InstantSource.system())) {
            Collection<MessageSource> first = site.sources(List.of("example.com", "example.org"));
            settings.set(AwsSettings.DEFAULTS
                    .withDomainNames(Map.of("example.org", "inbound"), Map.of())
                    .withDomainRegions(Map.of("example.org", "eu-west-1")));
            Collection<MessageSource> second = site.sources(List.of("example.com", "example.org"));

            assertThat(first).extracting(MessageSource::name).containsExactly("example-com-queue", "example-org-queue");
            assertThat(second)
                    .extracting(MessageSource::name)
                    .containsExactly("example-com-queue", "eu-west-1/inbound");
            assertThat(second.iterator().next()).isSameAs(first.iterator().next());
            assertThat(site.sourceOf("example.org")).isEqualTo("eu-west-1/inbound");
            assertThat(site.sourceOf("example.com")).isEqualTo("example-com-queue");
        }
    }

    @Test
    void repeatsACallToSesOnlyWhenItWasThrottled() {
        try (StubSes ses = new StubSes();
                AwsSite site =
                        AwsSite.open(AwsSettings.DEFAULTS.withEndpoints(Map.of(AwsService.SESV2, ses.endpoint())))) {
            AtomicInteger calls = new AtomicInteger();
            ses.refuse(mail -> calls.incrementAndGet() == 1
                    ? Optional.of(StubSes.error(429, "TooManyRequestsException", "slow down"))
                    : Optional.empty());
            assertThat(send(site).kind()).isEqualTo(Kind.DELIVERED);
            assertThat(ses.asked()).hasSize(2);

            ses.refuse(mail -> Optional.of(StubSes.error(500, "InternalFailure", "oops")));
            assertThat(send(site).kind()).isEqualTo(Kind.DEFERRED);
            assertThat(ses.asked()).hasSize(3);
        }
    }

    private static DeliveryResult send(AwsSite site) {
        return send(site, "ann@example.com");
    }

    private static DeliveryResult send(AwsSite site, String from) {
        EmailAddress bob = EmailAddress.of("bob@example.net");
        Content mail = new Content.Composed("Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII));
        return site.outside()
                .send(new Outgoing("m", ReversePath.of(EmailAddress.of(from)), List.of(bob), mail))
                .values()
                .iterator()
                .next();
    }

    @Test
    void readsTheSendQuotaWhenTheFirstQueueHasAnswered() {
        try (StubServer server = new StubServer();
                StubSes ses = new StubSes();
                AwsSite site = AwsSite.open(AwsSettings.DEFAULTS.withEndpoints(
                        Map.of(AwsService.SQS, server.endpoint(), AwsService.SESV2, ses.endpoint())))) {
            server.answer(request -> StubSes.json("{\"QueueUrl\":\"" + server.endpoint() + "/q\"}"));
            var builder = site.equip(MailWorker.builder(), () -> Set.of("example.com"));
            assertThat(builder.transport(Route.OUTSIDE)).isPresent();
            assertThat(ses.accountReads()).isZero();

            var unused = site.sources(Set.of("example.com"))
                    .iterator()
                    .next()
                    .receive(1, Duration.ZERO, Duration.ofMinutes(1))
                    .toCompletableFuture()
                    .join();

            await(() -> ses.accountReads() == 1);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            assertThat(new CompletableFuture<Boolean>()
                            .completeOnTimeout(true, 50, TimeUnit.MILLISECONDS)
                            .join())
                    .isTrue();
        }
    }

    @Test
    void closesSoonAndAgain() {
        AwsSite site = AwsSite.open(AwsSettings.DEFAULTS);
        assertThat(site.sources(List.of("example.com"))).hasSize(1);

        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofMillis(1500), site::close);
        site.close();
    }
}
