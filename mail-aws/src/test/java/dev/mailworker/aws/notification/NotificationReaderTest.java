package dev.mailworker.aws.notification;

import static dev.mailworker.aws.notification.Notifications.body;
import static dev.mailworker.aws.notification.Notifications.inEnvelope;
import static dev.mailworker.aws.notification.Notifications.objectEvent;
import static dev.mailworker.aws.notification.Notifications.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationReaderTest {
    private static final String ANN = "ann@example.net";
    private static final List<String> BOB = List.of("Bob@example.com");
    private static final JsonValue RECEIPT = receipt("example-com-emails", "mails/o3vr", ANN, BOB);

    private final NotificationReader reader = new NotificationReader(new QueueScope(
            List.of("example.com", "example.org"),
            domain -> domain.replace('.', '-') + "-emails",
            ".mailworker/progress/"));

    @ParameterizedTest
    @MethodSource("receipts")
    void readsAReceipt(String body) {
        Notice.Mail mail = mail(body);

        assertThat(mail.domain()).isEqualTo("example.com");
        assertThat(mail.blob()).isEqualTo(new BlobRef("example-com-emails", "mails/o3vr"));
        assertThat(mail.envelope())
                .isEqualTo(Envelope.of(ReversePath.parse(ANN), List.of(EmailAddress.of("bob@example.com"))));
        assertThat(mail.verdicts())
                .isEqualTo(Verdicts.NONE
                        .with(Check.SPAM, Verdict.PASS)
                        .with(Check.VIRUS, Verdict.PROCESSING_FAILED)
                        .with(Check.SPF, Verdict.GRAY)
                        .with(Check.DKIM, Verdict.DISABLED)
                        .with(Check.DMARC, Verdict.FAIL));
    }

    static Stream<String> receipts() {
        return Stream.of(body(RECEIPT), body(inEnvelope(body(RECEIPT))), " \r\n" + body(RECEIPT) + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"SNS\",\"topicArn\":\"a\"} | example-com-emails | o3vrnil0e2ic28tr",
                "{\"type\":\"SNS\",\"bucketName\":\"b\",\"objectKey\":\"k\"} | example-com-emails | o3vrnil0e2ic28tr",
                "{\"type\":\"Lambda\"} | example-com-emails | o3vrnil0e2ic28tr",
                "{\"type\":\"SomethingNew\",\"x\":[1]} | example-com-emails | o3vrnil0e2ic28tr",
                "{\"type\":\"S3\"} | example-com-emails | o3vrnil0e2ic28tr",
                "{\"type\":\"S3\",\"bucketName\":\"b\"} | b | o3vrnil0e2ic28tr",
                "{\"type\":\"S3\",\"bucketName\":null,\"objectKey\":\"p/k\"} | example-com-emails | p/k",
                "{\"type\":\"s3\",\"bucketName\":\"b\",\"objectKey\":\"p/k+1 2%20\"} | b | p/k+1 2%20",
                "{\"type\":\"S3\",\"bucketName\":7,\"objectKey\":\"\"} | example-com-emails | o3vrnil0e2ic28tr",
                "null | example-com-emails | o3vrnil0e2ic28tr",
                "\"text\" | example-com-emails | o3vrnil0e2ic28tr",
            })
    void findsTheMail(String action, String bucket, String key) {
        JsonValue document = receipt(ANN, BOB, dev.mailworker.json.Json.read("test", action));

        assertThat(mail(body(document)).blob()).isEqualTo(new BlobRef(bucket, key));
    }

    @Test
    void takesTheDomainOfARecipientThatComesByTheQueue() {
        JsonValue document = receipt(
                ANN,
                List.of("x@elsewhere.example", "y@Example.ORG"),
                new JsonFields().with("type", "SNS").build());

        assertThat(mail(body(document)).domain()).isEqualTo("example.org");
        assertThat(mail(body(document)).blob().bucket()).isEqualTo("example-org-emails");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<>", " ", "not an address"})
    void takesABouncesSenderForTheNullSender(String source) {
        assertThat(mail(body(receipt("b", "k", source, BOB))).envelope().sender())
                .isEqualTo(ReversePath.NULL);
    }

    @Test
    void keepsRecipientsThatAreNoAddressesAside() {
        Envelope envelope = mail(body(receipt("b", "k", ANN, List.of("bob@example.com", "no address"))))
                .envelope();

        assertThat(envelope.recipients()).containsExactly(EmailAddress.of("bob@example.com"));
        assertThat(envelope.unreadable()).containsExactly("no address");
    }

    @Test
    void readsWhomTheMailNamesBesideTheEnvelope() {
        String destination = "\"destination\":[\"bob@example.com\",\"Eve@example.org\",\"no address\",7]";
        assertThat(mail(little(destination)).addressees())
                .containsExactly(EmailAddress.of("bob@example.com"), EmailAddress.of("eve@example.org"));
        assertThat(mail(little("\"destination\":\"odd\"")).addressees()).isEmpty();
    }

    private static String little(String ofMail) {
        return "{\"notificationType\":\"Received\",\"mail\":{\"messageId\":\"m\"," + ofMail
                + "},\"receipt\":{\"recipients\":[\"bob@example.com\"]}}";
    }

    @Test
    void readsAReceiptThatSaysLittle() {
        Notice.Mail mail =
                mail("{\"notificationType\":\"Received\",\"mail\":{\"messageId\":\"m\",\"commonHeaders\":\"odd\"},"
                        + "\"receipt\":{\"recipients\":[\"bob@example.com\"],\"spamVerdict\":{},\"dkimVerdict\":7}}");

        assertThat(mail.envelope().sender()).isEqualTo(ReversePath.NULL);
        assertThat(mail.verdicts()).isEqualTo(Verdicts.NONE);
        assertThat(mail.blob()).isEqualTo(new BlobRef("example-com-emails", "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectCreated:Put",
                "ObjectCreated:Post",
                "ObjectCreated:CompleteMultipartUpload",
                "s3:ObjectCreated:Put"
            })
    void readsAnObjectEvent(String event) {
        JsonValue document = objectEvent(event, "example-org-emails", "in box/a+b%ü");

        for (String body : List.of(body(document), body(inEnvelope(body(document))))) {
            Notice.Mail mail = mail(body);
            assertThat(mail.domain()).isEqualTo("example.org");
            assertThat(mail.blob()).isEqualTo(new BlobRef("example-org-emails", "in box/a+b%ü"));
            assertThat(mail.envelope()).isEqualTo(Envelope.UNSTATED);
            assertThat(mail.verdicts()).isEqualTo(Verdicts.NONE);
        }
    }

    @Test
    void takesTheQueuesFirstDomainForAnUnknownBucket() {
        assertThat(mail(body(objectEvent("ObjectCreated:Put", "shared", "k"))).domain())
                .isEqualTo("example.com");
    }

    @ParameterizedTest
    @MethodSource("ignorable")
    void ignores(String body, String word) {
        for (String each : List.of(body, body(inEnvelope(body)))) {
            assertThat(reader.read(each))
                    .isInstanceOfSatisfying(Notice.Ignorable.class, ignorable -> assertThat(ignorable.because())
                            .contains(word));
            if (body.contains("Confirmation")) {
                break;
            }
        }
    }

    static Stream<Arguments> ignorable() {
        return Stream.of(
                Arguments.of(body(objectEvent("ObjectCreated:Copy", "b", "k")), "ObjectCreated:Copy"),
                Arguments.of(body(objectEvent("ObjectRemoved:Delete", "b", "k")), "b/k"),
                Arguments.of(body(objectEvent("LifecycleExpiration:Delete", "b", "k")), "Lifecycle"),
                Arguments.of(body(objectEvent("ObjectCreated:Put", "b", NotificationReader.SETUP)), "receipt rule"),
                Arguments.of(
                        body(objectEvent("ObjectCreated:Put", "b", "in/" + NotificationReader.SETUP)), "receipt rule"),
                Arguments.of(body(objectEvent("ObjectCreated:Put", "b", ".mailworker/progress/k.json")), "own object"),
                Arguments.of("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}", "test event"),
                Arguments.of(
                        "{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"arn:t\",\"Message\":\"You have\"}",
                        "arn:t"),
                Arguments.of("{\"Type\":\"UnsubscribeConfirmation\",\"Message\":\"You have\"}", "Unsubscribe"),
                Arguments.of("{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\",\"message\":\"You\"}", "set up"),
                Arguments.of("{\"notificationType\":\"" + NotificationReader.SETUP + "\"}", "set up"),
                Arguments.of(
                        "{\"notificationType\":\"Received\",\"mail\":{\"messageId\":\"" + NotificationReader.SETUP
                                + "\"}}",
                        "set up"));
    }

    @Test
    void ignoresTheSetupNoteAsText() {
        for (String text : List.of(
                NotificationReader.SETUP, "Successfully validated SNS topic for Amazon SES event publishing.")) {
            assertThat(reader.read(body(inEnvelope(text)))).isInstanceOf(Notice.Ignorable.class);
        }
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void saysWhatItCannotUnderstand(String body, String word) {
        assertThat(reader.read(body))
                .isInstanceOfSatisfying(Notice.Unreadable.class, unreadable -> assertThat(unreadable.because())
                        .contains(word)
                        .hasSizeLessThanOrEqualTo(500)
                        .doesNotContain("\n"));
    }

    static Stream<Arguments> unreadable() {
        JsonValue put = Notifications.eventRecord("ObjectCreated:Put", "b", "k");
        return Stream.of(
                Arguments.of("", "the message"),
                Arguments.of("hello", "the message:1:"),
                Arguments.of("[]", "an object is expected"),
                Arguments.of("{}", "fields []"),
                Arguments.of("{\"a\":1,\"b\":2}", "fields [a, b]"),
                Arguments.of("x".repeat(100_000), "the message"),
                Arguments.of("{\"detail-type\":\"Object Created\",\"detail\":{}}", "EventBridge"),
                Arguments.of("{\"eventType\":\"Send\",\"mail\":{}}", "sent mail"),
                Arguments.of("{\"notificationType\":\"Bounce\",\"mail\":{}}", "Bounce"),
                Arguments.of("{\"notificationType\":7}", "a string is expected"),
                Arguments.of("{\"notificationType\":\"Received\"}", "'mail' is missing"),
                Arguments.of("{\"notificationType\":\"Received\",\"mail\":{}}", "'receipt' is missing"),
                Arguments.of(
                        "{\"notificationType\":\"Received\",\"mail\":{},\"receipt\":{}}", "'recipients' is missing"),
                Arguments.of(
                        "{\"notificationType\":\"Received\",\"mail\":{},\"receipt\":{\"recipients\":[]}}",
                        "names the mail"),
                Arguments.of("{\"Records\":[]}", "one record"),
                Arguments.of(
                        body(new JsonFields()
                                .with("Records", JsonValue.list(List.of(put, put)))
                                .build()),
                        "not 2"),
                Arguments.of("{\"Records\":[{\"ses\":{}}]}", "Lambda"),
                Arguments.of(body(objectEvent("ObjectCreated:Put", "b", "k")).replace("\"k\"", "\"%zz\""), "encoded"),
                Arguments.of(body(objectEvent("ObjectCreated:Put", "", "k")), "bucket"),
                Arguments.of("{\"Type\":\"Other\",\"Message\":\"{}\"}", "'Other'"),
                Arguments.of("{\"Type\":\"Notification\"}", "'Message' is missing"),
                Arguments.of(body(inEnvelope("hello")), "Message in the SNS envelope:1:"),
                Arguments.of(body(inEnvelope(body(inEnvelope("{}")))), "fields [Type"));
    }

    private Notice.Mail mail(String body) {
        Notice notice = reader.read(body);
        assertThat(notice).isInstanceOf(Notice.Mail.class);
        return (Notice.Mail) notice;
    }
}
