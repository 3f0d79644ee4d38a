package dev.mailworker.aws.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.aws.StubSes;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import dev.mailworker.testing.SettableTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/** Against a stub that decodes what it gets. */
class SesTransportTest implements TransportContract {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.net");

    private final StubSes ses = new StubSes();
    private final SettableTime time = new SettableTime();
    private final List<Duration> slept = new ArrayList<>();
    private final SesTransport transport = new SesTransport(client(ses.endpoint()), 0.9, time, slept::add);

    private static SesV2Client client(URI endpoint) {
        return SesV2Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_2)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalS3.CREDENTIAL, LocalS3.CREDENTIAL)))
                .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(1)))
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void close() {
        ses.close();
    }

    @Override
    public Transport testee() {
        return transport;
    }

    @Override
    public List<EmailAddress> accepting(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EmailAddress.of("target-" + i + "@example.net"))
                .toList();
    }

    @Override
    public Optional<EmailAddress> deferring() {
        ses.refuse(mail -> mail.to().startsWith("later")
                ? Optional.of(StubSes.error(429, "TooManyRequestsException", "Maximum sending rate exceeded."))
                : Optional.empty());
        return Optional.of(EmailAddress.of("later@example.net"));
    }

    @Override
    public Optional<Transport> unreachable() {
        return Optional.of(new SesTransport(client(URI.create("http://127.0.0.1:1")), 0.9, time, slept::add));
    }

    @Override
    public boolean passesSender() {
        return false;
    }

    @Override
    public List<String> received(EmailAddress recipient) {
        return ses.sent().stream()
                .filter(sent -> sent.to().equals(recipient.toString()))
                .map(StubSes.Sent::mail)
                .toList();
    }

    @Test
    void saysWhatSesCalledTheMail() {
        DeliveryResult result = send("Subject: a\r\n\r\nb\r\n");

        assertThat(result.reply()).isEqualTo("SES accepted it as id-1");
        assertThat(ses.sent().get(0).from()).isEqualTo("ann@example.com");
    }

    @Test
    void givesNoSenderForTheNullSender() {
        transport.send(new Outgoing("m", ReversePath.NULL, List.of(BOB), received("From: a@b.example\r\n\r\nx\r\n")));

        assertThat(ses.sent().get(0).from()).isEmpty();
        assertThat(ses.asked().get(0).body()).doesNotContain("FromEmailAddress");
    }

    @Test
    void passesOnNothingThatSesWouldObey() {
        send("From mbox line\r\nReturn-Path: <x@y.example>\r\nX-SES-Spam-Verdict: PASS\r\n"
                + "x-ses-configuration-set : theirs\r\n folded\r\n\tfolded again\r\n"
                + "DKIM-Signature: v=1;\r\n b=abc\r\nFrom: a@b.example\nSENDER: s@b.example\rMessage-ID: <1@x>\r\n"
                + "In-Reply-To: <0@x>\r\nReferences: <0@x>\r\nno field at all\r\nX-SES-SOURCE-ARN: arn\r\n"
                + "X-SES-Worker-Processed: other\r\nX-Original-SES-From: c@d.example\r\n\r\n"
                + "X-SES-Body: stays\r\nbare\rcr");

        assertThat(ses.sent().get(0).mail())
                .isEqualTo("From: a@b.example\r\nIn-Reply-To: <0@x>\r\nReferences: <0@x>\r\nno field at all\r\n"
                        + "X-SES-Worker-Processed: other\r\nX-Original-SES-From: c@d.example\r\n\r\n"
                        + "X-SES-Body: stays\r\nbare\r\ncr");
    }

    @Test
    void passesOnWhatTheWorkerItselfAdds() {
        Content content = new Content.Received(
                raw("X-SES-Configuration-Set: theirs\r\nSubject: a\r\n\r\nb"),
                HeaderEdits.set(new HeaderField("X-SES-CONFIGURATION-SET", "ours")));

        transport.send(new Outgoing("m", ReversePath.of(BOB), List.of(BOB), content));

        assertThat(ses.sent().get(0).mail()).isEqualTo("X-SES-CONFIGURATION-SET: ours\r\nSubject: a\r\n\r\nb");
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException, rate exceeded, DEFERRED, PEER_UNHEALTHY",
        "400, LimitExceededException, daily quota, DEFERRED, PEER_UNHEALTHY",
        "400, SendingPausedException, paused, DEFERRED, PEER_UNHEALTHY",
        "400, AccountSuspendedException, suspended, DEFERRED, PEER_UNHEALTHY",
        "400, MailFromDomainNotVerifiedException, MX, DEFERRED, TEMPORARY",
        "400, MessageRejected, Email address is not verified. The following identities failed, DEFERRED, TEMPORARY",
        "403, AccessDeniedException, not authorized to perform ses:SendEmail, DEFERRED, PEER_UNHEALTHY",
        "403, AccessDeniedException, not on arn:aws:ses:us-east-2:1:identity/example.com, DEFERRED, TEMPORARY",
        "403, SignatureDoesNotMatch, signature, DEFERRED, PEER_UNHEALTHY",
        "404, NotFoundException, configuration set, DEFERRED, PEER_UNHEALTHY",
        "500, InternalFailure, oops, DEFERRED, PEER_UNHEALTHY",
        "503, ServiceUnavailable, away, DEFERRED, PEER_UNHEALTHY",
        "400, SomethingNew, what, DEFERRED, TEMPORARY",
        "400, MessageRejected, Sending paused for this account. Please check the inbox, DEFERRED, PEER_UNHEALTHY",
        "400, MessageRejected, Sending suspended for this account. Please open a case, DEFERRED, PEER_UNHEALTHY",
        "400, BadRequestException, Email sending has been disabled for your account, DEFERRED, PEER_UNHEALTHY",
        "400, BadRequestException, Your account is suspended, DEFERRED, PEER_UNHEALTHY",
        "400, MessageRejected, The account name contains a control character, REJECTED, REFUSED",
        "400, MessageRejected, Virus detected, REJECTED, REFUSED",
        "400, BadRequestException, Missing final '@domain', REJECTED, TARGET_REFUSED",
        "400, BadRequestException, Local address contains control or whitespace, REJECTED, TARGET_REFUSED",
        "400, BadRequestException, Duplicate header 'Subject', REJECTED, REFUSED",
        "400, BadRequestException, Invalid address in header 'Cc', REJECTED, REFUSED",
    })
    void sortsErrors(int status, String type, String message, Kind kind, Cause cause) {
        ses.refuse(mail -> Optional.of(StubSes.error(status, type, message)));

        DeliveryResult result = send("Subject: a\r\n\r\nb\r\n");

        assertThat(result.kind()).isEqualTo(kind);
        assertThat(result.cause()).isEqualTo(cause);
        assertThat(result.reply()).contains("SES: " + type, message, "HTTP " + status, "request r-1");
        assertThat(ses.asked()).hasSize(1);
    }

    @Test
    void whatCanNotBeReachedIsToBlame() {
        DeliveryResult result = unreachable()
                .orElseThrow()
                .send(new Outgoing("m", ReversePath.of(BOB), List.of(BOB), received("a: b\r\n\r\n")))
                .getOrDefault(BOB, SesAnswers.accepted("nothing"));

        assertThat(result.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(result.cause()).isEqualTo(Cause.PEER_UNREACHABLE);
    }

    @Test
    void leavesADomainAloneThatIsNotVerified() {
        ses.refuse(mail -> mail.from().endsWith("@example.com")
                ? Optional.of(StubSes.error(400, "MessageRejected", "Email address is not verified."))
                : Optional.empty());

        assertThat(send("Subject: a\r\n\r\nb").reply()).contains("not verified");
        assertThat(send("Subject: a\r\n\r\nb").reply()).contains("not verified");
        assertThat(ses.asked()).as("the second was not even asked for").hasSize(1);
        assertThat(transport.sender("example.com"))
                .isEqualTo(Condition.degraded(
                        SettableTime.START, "SES sends nothing for it, so forwards and replies wait"));
        assertThat(transport
                        .send(new Outgoing("m", ReversePath.of(BOB), List.of(BOB), received("a: b\r\n\r\n")))
                        .get(BOB))
                .isNotNull()
                .satisfies(other -> assertThat(other.kind()).isEqualTo(Kind.DELIVERED));

        time.advance(SenderRests.FIRST);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DEFERRED);
        time.advance(SenderRests.FIRST);
        assertThat(send("Subject: a\r\n\r\nb").reply()).contains("not verified");
        assertThat(ses.asked()).as("the second rest is longer").hasSize(3);
        assertThat(transport.sender("example.com").since()).contains(SettableTime.START);

        ses.refuse(mail -> Optional.empty());
        time.advance(SenderRests.FIRST);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(transport.sender("example.com")).isEqualTo(Condition.UNKNOWN);
    }

    /** In the sandbox, recipients have to be verified too. */
    @Test
    void doesNotBlameTheSenderForItsRecipient() {
        ses.refuse(mail -> Optional.of(StubSes.error(
                400,
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in region US-EAST-2: "
                        + mail.to())));

        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DEFERRED);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DEFERRED);
        assertThat(ses.asked()).hasSize(2);
    }

    @Test
    void keepsToItsShareOfTheSendRate() {
        ses.quota(2 / 0.9, -1, 5_000_000);

        for (int i = 0; i < 3; i++) {
            assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        }
        assertThat(slept).as("those of a second go at once").isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        }
        assertThat(slept).hasSize(10).first().isEqualTo(Duration.ofMillis(500));
        assertThat(slept).last().isEqualTo(Duration.ofSeconds(5));

        DeliveryResult late = send("Subject: a\r\n\r\nb");
        assertThat(late.cause()).isEqualTo(Cause.NOT_STARTED);
        assertThat(late.reply()).contains("send rate");
        assertThat(ses.sent()).hasSize(13);

        time.advance(Duration.ofSeconds(1));
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
    }

    @Test
    void readsTheQuotaBeforeThereIsAnyMail() {
        ses.quota(1000, 10, 9);

        transport.readQuota();
        transport.readQuota();
        assertThat(ses.accountReads()).isEqualTo(1);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DEFERRED);
        assertThat(ses.accountReads()).isEqualTo(1);

        time.advance(SesTransport.QUOTA_EVERY);
        transport.readQuota();
        assertThat(ses.accountReads()).isEqualTo(2);
    }

    @Test
    void keepsToItsShareOfTheDay() {
        ses.quota(100, 200, 178);

        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        DeliveryResult used = send("Subject: a\r\n\r\nb");
        assertThat(used.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(used.cause()).isEqualTo(Cause.PEER_UNHEALTHY);
        assertThat(used.reply()).contains("180 mails in 24 hours, of 200 no more than 90 %");
        assertThat(ses.sent()).hasSize(2);
        assertThat(ses.accountReads()).isEqualTo(1);

        ses.quota(100, 200, 20);
        time.advance(QuotaShare.READ_SOON);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(ses.accountReads()).isEqualTo(2);
    }

    @Test
    void readsTheQuotaHourly() {
        send("Subject: a\r\n\r\nb");
        time.advance(QuotaShare.READ_EVERY.minusSeconds(1));
        send("Subject: a\r\n\r\nb");
        assertThat(ses.accountReads()).isEqualTo(1);

        time.advance(Duration.ofSeconds(1));
        send("Subject: a\r\n\r\nb");
        assertThat(ses.accountReads()).isEqualTo(2);
    }

    @Test
    void sendsWithoutKnowingTheQuota() {
        ses.denyAccount();

        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(send("Subject: a\r\n\r\nb").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(ses.accountReads()).isEqualTo(1);
    }

    @Test
    void doesNotKnowWhatCameOfAMailWithoutAnAnswer() {
        CompletableFuture<Answer> late = new CompletableFuture<>();
        ses.refuse(mail -> Optional.of(late.join()));

        DeliveryResult result = send("Subject: a\r\n\r\nb\r\n");
        late.complete(StubSes.error(500, "Late", "late"));

        assertThat(result.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(ses.asked()).hasSize(1);
    }

    @Test
    void sendsNothingThatSesCannotTake() {
        Map<EmailAddress, DeliveryResult> large = transport.send(new Outgoing(
                "m",
                ReversePath.of(BOB),
                List.of(BOB),
                new Content.Received(RawMail.of(new byte[31_500_000]), HeaderEdits.NONE)));
        EmailAddress umlaut = EmailAddress.of("j\u00fcrgen@example.net");
        Map<EmailAddress, DeliveryResult> unicode =
                transport.send(new Outgoing("m", ReversePath.of(BOB), List.of(umlaut), received("a: b\r\n\r\n")));

        assertThat(large.get(BOB)).isNotNull().satisfies(result -> {
            assertThat(result.kind()).isEqualTo(Kind.REJECTED);
            assertThat(result.reply()).contains("31500000 octets", "40 MB");
        });
        assertThat(unicode.get(umlaut)).isNotNull().satisfies(result -> assertThat(result.reply())
                .contains("SMTPUTF8"));
        assertThat(ses.asked()).isEmpty();
    }

    @Test
    void sendsALargeMail() {
        byte[] large = new byte[5_000_000];
        java.util.Arrays.fill(large, (byte) 'x');
        large[0] = '\r';
        large[1] = '\n';

        transport.send(new Outgoing(
                "m", ReversePath.of(BOB), List.of(BOB), new Content.Received(RawMail.of(large), HeaderEdits.NONE)));

        assertThat(ses.sent().get(0).mail()).hasSize(5_000_000);
    }

    private DeliveryResult send(String mail) {
        EmailAddress ann = EmailAddress.of("ann@example.com");
        return transport
                .send(new Outgoing("m", ReversePath.of(ann), List.of(BOB), received(mail)))
                .values()
                .iterator()
                .next();
    }

    private static Content received(String mail) {
        return new Content.Received(raw(mail), HeaderEdits.NONE);
    }

    private static RawMail raw(String mail) {
        return RawMail.of(mail.getBytes(StandardCharsets.ISO_8859_1));
    }
}
