package dev.mailworker.aws.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Notifications that others met, in the folder that the environment variable {@code MAILWORKER_CORPUS} names. */
class CorpusTest {
    private final NotificationReader reader =
            new NotificationReader(new QueueScope(List.of("test.com"), domain -> "bucket-of-" + domain, ""));

    private Path folder = Path.of("notifications");

    @BeforeEach
    void findCorpus() {
        Optional<Path> corpus = Optional.ofNullable(System.getenv("MAILWORKER_CORPUS"))
                .map(name -> Path.of(name, "notifications"))
                .filter(Files::isDirectory);
        assumeTrue(corpus.isPresent(), "MAILWORKER_CORPUS names no folder with notifications/");
        folder = corpus.orElseThrow();
    }

    @Test
    void readsEveryNotification() throws IOException {
        int receipts = 0;
        for (Path file : files()) {
            String body = Files.readString(file);
            Notice notice = reader.read(body);
            JsonValue inner = inner(Json.read(file));
            if (isWholeReceipt(inner)) {
                receipts++;
                assertThat(notice)
                        .as(file.toString())
                        .isInstanceOfSatisfying(Notice.Mail.class, mail -> assertSame(mail, inner));
            } else {
                assertThat(notice).as(file.toString()).isNotInstanceOf(Notice.Mail.class);
            }
        }
        assertThat(receipts).isPositive();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonValue inner(JsonValue document) {
        boolean wrapped = document.find("Type")
                .filter(JsonValue.of("Notification")::equals)
                .isPresent();
        return wrapped ? Json.read("message", document.get("Message").asString()) : document;
    }

    private static boolean isWholeReceipt(JsonValue notification) {
        return notification
                        .find("notificationType")
                        .filter(JsonValue.of("Received")::equals)
                        .isPresent()
                && notification.find("receipt").isPresent();
    }

    private static void assertSame(Notice.Mail mail, JsonValue notification) {
        JsonValue receipt = notification.get("receipt");
        assertThat(mail.envelope().recipients().stream().map(EmailAddress::toString))
                .isEqualTo(receipt.get("recipients").asStrings());
        assertThat(mail.envelope().sender().address().map(EmailAddress::toString))
                .contains(notification.get("mail").get("source").asString());
        assertThat(mail.blob().key())
                .isEqualTo(notification.get("mail").get("messageId").asString());
        assertThat(mail.verdicts().byCheck()).hasSize(5);
    }
}
