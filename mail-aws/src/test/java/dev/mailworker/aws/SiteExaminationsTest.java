package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.aws.dynamodb.TableNames;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;

/** A site's set-up, as it should be and otherwise, on emulators; and refusals that emulators don't make. */
@ExtendWith(Credentials.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteExaminationsTest {
    private static final Duration MAX_AGE = Duration.ofDays(3);
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private LocalSqs sqs;
    private LocalS3 s3;
    private LocalDynamo dynamo;
    private StubSes ses;

    @BeforeAll
    void start() throws Exception {
        sqs = new LocalSqs();
        s3 = new LocalS3();
        dynamo = new LocalDynamo();
        ses = new StubSes();
        TableNames tables = TableNames.DEFAULT;
        dynamo.makeTable(tables.rules(), "email_address");
        dynamo.makeTable(tables.blocked(), "email_address");
        dynamo.makeTable(tables.messages(), "MessageId");
    }

    @AfterAll
    void stop() {
        ses.close();
        dynamo.close();
        s3.close();
        sqs.close();
    }

    private AwsSettings settings() {
        return AwsSettings.DEFAULTS.withEndpoints(Map.of(
                AwsService.SQS, sqs.endpoint(),
                AwsService.S3, s3.endpoint(),
                AwsService.DYNAMODB, dynamo.endpoint(),
                AwsService.SESV2, ses.endpoint()));
    }

    private static List<Finding> examine(AwsSettings settings, String... domains) throws InterruptedException {
        return AwsSite.examine(settings, List.of(domains), MAX_AGE, LIMIT);
    }

    private static AbstractListAssert<?, List<? extends Finding>, Finding, ObjectAssert<Finding>> about(
            List<Finding> findings, String subject, State state) {
        return assertThat(findings)
                .filteredOn(finding -> finding.subject().startsWith(subject) && finding.state() == state);
    }

    private static void assertFound(List<Finding> findings, String subject, State state, String found, String remedy) {
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.subject()).startsWith(subject);
            assertThat(finding.state()).isEqualTo(state);
            assertThat(finding.found()).contains(found);
            assertThat(finding.remedy()).contains(remedy);
        });
    }

    @Test
    void findsNothingWrongWithAGoodSite() throws InterruptedException {
        sqs.makeQueueWithDeadLetters("good-example-queue", "good-example-dead");
        s3.makeBucket("good-example-emails");
        put("good-example-emails", ".mailworker/progress/m.json", Map.of("x-amz-key-v2", "not a mail"));
        put("good-example-emails", "mail", Map.of());
        ses.identities(Map.of("good.example", "SUCCESS"));

        List<Finding> found = examine(settings(), "good.example");

        about(found, "", State.BAD).isEmpty();
        about(found, "queue good-example-queue (us-east-2)", State.OK)
                .extracting(Finding::found)
                .contains("maxReceiveCount is 1000")
                .anyMatch(words -> words.startsWith("exists, keeps messages for 4 days"));
        about(found, "bucket good-example-emails (us-east-2)", State.OK)
                .extracting(Finding::found)
                .contains("exists", "its mails can be read");
        about(found, "table email-rules", State.OK)
                .extracting(Finding::found)
                .containsExactly("is ACTIVE, with the key email_address");
        about(found, "SES (us-east-2)", State.OK)
                .extracting(Finding::found)
                .containsExactly(
                        "sent 0 of 1000000 mails in 24 hours, 1000.0 a second at most", "good.example is verified");
        about(found, "credentials", State.OK).singleElement().satisfies(finding -> assertThat(finding.found())
                .contains("access key …test, from system properties"));
        assertFound(found, "SES", State.UNKNOWN, "receipt rules", "describe-active-receipt-rule-set");
    }

    private void put(String bucket, String key, Map<String, String> metadata) {
        s3.client()
                .putObject(
                        request -> request.bucket(bucket).key(key).metadata(metadata),
                        RequestBody.fromBytes(new byte[1]));
    }

    @Test
    void findsWhatIsMissing() throws InterruptedException {
        List<Finding> found = examine(settings().withTables(new TableNames("rrr", "bbb", "mmm")), "absent.example");

        assertFound(found, "queue absent-example-queue", State.BAD, "does not exist", "aws sqs create-queue");
        assertFound(found, "bucket absent-example-emails", State.BAD, "does not exist", "make it");
        assertFound(found, "table rrr", State.BAD, "does not exist", "AttributeName=email_address,KeyType=HASH");
        assertFound(found, "table mmm", State.BAD, "does not exist", "AttributeName=MessageId,AttributeType=S");
        assertFound(found, "SES", State.BAD, "absent.example is no identity", "create-email-identity");
    }

    @Test
    void findsWhatLosesMail() throws InterruptedException {
        sqs.makeQueueWithDeadLetters("bad-example-queue", "bad-example-gone", 5);
        sqs.client()
                .deleteQueue(request -> request.queueUrl(sqs.url("bad-example-gone")))
                .join();
        s3.makeBucket("bad-example-emails");
        put("bad-example-emails", "mail", Map.of("x-amz-key-v2", "k", "x-amz-iv", "i"));
        ses.identities(Map.of("bad.example", "PENDING"));

        List<Finding> found = examine(settings(), "bad.example");

        assertFound(found, "queue bad", State.BAD, "after 5 receives", "maxReceiveCount to 1000");
        assertFound(found, "queue bad", State.BAD, "bad-example-gone does not exist", "create-queue");
        assertFound(found, "bucket bad", State.BAD, "mail has x-amz-key-v2", "switch off message encryption");
        assertFound(found, "SES", State.BAD, "its verification is PENDING", "DNS");
    }

    @Test
    void looksAtAMailBehindAnyNumberOfItsOwnObjects() throws InterruptedException {
        s3.makeBucket("busy-example-emails");
        for (int i = 0; i < 25; i++) {
            put("busy-example-emails", ".mailworker/progress/" + i + ".json", Map.of());
        }
        put("busy-example-emails", "AMAZON_SES_SETUP_NOTIFICATION", Map.of());
        assertFound(
                examine(settings(), "busy.example"),
                "bucket busy",
                State.UNKNOWN,
                "whether SES encrypts",
                "after the first mail");

        put("busy-example-emails", "mail", Map.of("x-amz-key-v2", "k"));
        assertFound(
                examine(settings(), "busy.example"),
                "bucket busy",
                State.BAD,
                "mail has x-amz-key-v2",
                "switch off message encryption");
    }

    @Test
    void mindsWhereDeadLettersGo() throws InterruptedException {
        sqs.makeQueue("plain-example-queue");

        assertFound(
                examine(settings(), "plain.example"),
                "queue plain",
                State.BAD,
                "no dead-letter queue is set",
                "redrive policy");
        assertFound(
                examine(settings().withDeadLetterQueue("nowhere"), "plain.example"),
                "queue plain",
                State.BAD,
                "nowhere does not exist",
                "create-queue");
    }

    @Test
    void looksOnceAtWhatDomainsShare() throws InterruptedException {
        sqs.makeQueueWithDeadLetters("shared", "shared-dead");
        NameTemplate one = new NameTemplate("shared");

        List<Finding> found = examine(settings().withNames(one, one), "a.example", "b.example");

        about(found, "queue shared", State.OK).extracting(Finding::found).containsOnlyOnce("maxReceiveCount is 1000");
        about(found, "bucket shared", State.BAD).hasSize(1);
    }

    @Test
    void mindsTheKeyAndTheExpiryOfTables() throws InterruptedException {
        dynamo.makeTable("replies", "id");

        List<Finding> found = examine(settings()
                .withReplies("replies", "id")
                .withTables(new TableNames("email-rules", "replies", "ses-outbound-messages")));

        assertFound(found, "table replies", State.WARN, "items don't expire by ttl", "update-time-to-live");
        assertFound(
                examine(settings()
                        .withTables(new TableNames("replies", "email-blocked-senders", "ses-outbound-messages"))),
                "table replies",
                State.BAD,
                "its key is id (HASH), and should be email_address",
                "another table");
    }

    @Test
    void saysWhichPermissionIsMissing() throws InterruptedException {
        try (StubServer denying = new StubServer()) {
            denying.answer(request -> new Answer(
                    403,
                    Map.of("x-amzn-ErrorType", "AccessDeniedException", "Content-Type", "application/json"),
                    "{\"__type\":\"AccessDeniedException\",\"message\":\"not you\"}"));
            List<Finding> found = examine(everywhere(denying.endpoint()), "a.example");

            assertFound(found, "queue", State.BAD, "not you", "allow sqs:GetQueueUrl");
            assertFound(found, "bucket", State.BAD, "HTTP 403", "allow s3:ListBucket");
            assertFound(found, "table", State.WARN, "not you", "allow dynamodb:DescribeTable");
            assertFound(found, "SES", State.WARN, "not you", "allow ses:GetAccount");
            assertFound(found, "SES", State.WARN, "not you", "allow ses:ListEmailIdentities");
        }
    }

    private static AwsSettings everywhere(URI endpoint) {
        Map<AwsService, URI> endpoints = new HashMap<>();
        for (AwsService service : AwsService.values()) {
            endpoints.put(service, endpoint);
        }
        return AwsSettings.DEFAULTS.withEndpoints(endpoints);
    }

    @Test
    void knowsNothingWhereNobodyAnswers() throws InterruptedException {
        List<Finding> found = examine(everywhere(URI.create("http://127.0.0.1:1")), "a.example");

        assertThat(found).isNotEmpty().allSatisfy(finding -> assertThat(finding.state())
                .isEqualTo(State.UNKNOWN));
    }

    @Test
    void asksWhoseCredentialsTheyAre() throws InterruptedException {
        try (StubServer sts = new StubServer()) {
            sts.answer(request -> new Answer(
                    200,
                    Map.of("Content-Type", "text/xml"),
                    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
                            + "<Arn>arn:aws:iam::123456789012:role/mail</Arn><Account>123456789012</Account>"
                            + "</GetCallerIdentityResult></GetCallerIdentityResponse>"));

            List<Finding> found = examine(everywhere(sts.endpoint()));

            assertFound(found, "credentials", State.OK, "arn:aws:iam::123456789012:role/mail in account", "");
        }
    }

    @Test
    void readsTheAccountsState() throws InterruptedException {
        ses.account(StubSes.json("{\"SendingEnabled\":false,\"ProductionAccessEnabled\":false,"
                + "\"EnforcementStatus\":\"PROBATION\",\"SendQuota\":"
                + "{\"MaxSendRate\":1,\"Max24HourSend\":200,\"SentLast24Hours\":190}}"));
        try {
            List<Finding> found = examine(settings(), "a.example");

            assertFound(found, "SES", State.BAD, "sending is paused", "console");
            assertFound(found, "SES", State.WARN, "sandbox", "production access");
            assertFound(found, "SES", State.WARN, "probation", "reputation");
            assertFound(found, "SES", State.WARN, "sent 190 of 200", "larger quota");
        } finally {
            ses.quota(1000, 1_000_000, 0);
        }
    }
}
