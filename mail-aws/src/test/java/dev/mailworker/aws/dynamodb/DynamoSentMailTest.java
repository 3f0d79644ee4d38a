package dev.mailworker.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.SentMail;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.SentMailStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoSentMailTest extends TablesRig implements SentMailStoreContract {
    @Override
    public SentMailStore testee() {
        return tables;
    }

    @Override
    public void put(SentMail sent) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("MessageId", text(sent.messageId()));
        if (!sent.source().isEmpty()) {
            item.put("source", text(sent.source()));
            item.put("recipients", texts(sent.recipients()));
            item.put("bounceType", text(sent.bounceType()));
            item.put("bounceSubType", text(sent.bounceSubType()));
        }
        sent.sentAt().ifPresent(time -> item.put("timestamp", text(time.toString())));
        dynamo.put(names.messages(), item);
    }

    @Override
    public boolean breakTable() {
        dynamo.dropTable(names.messages());
        return true;
    }

    @Test
    void entriesMayComeHalfAMinuteAfterTheBounce() {
        assertThat(tables.lateness()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void ignoresWhatHasExpired() {
        SentMailStoreContract.super.knowsOnlyWhatWasSent();
        Instant now = Instant.parse("2026-02-03T04:05:06Z");
        Map<String, AttributeValue> attributes = Map.of("ttl", AttributeValue.fromN("" + now.getEpochSecond()));

        assertThat(SentMailItem.read(new Item("t", "k", attributes), now)).isEmpty();
        assertThat(SentMailItem.read(new Item("t", "k", attributes), now.minusSeconds(1)))
                .isPresent();
    }

    @Test
    void takesOtherNamesAndForms() {
        dynamo.put(
                names.messages(),
                Map.of(
                        "MessageId", text("m1"),
                        "original_source", text("shop@example.com"),
                        "bouncedRecipients", AttributeValue.fromSs(java.util.List.of("a@example.net")),
                        "timestamp", AttributeValue.fromN("1770091506000"),
                        "bounceType", AttributeValue.fromBool(true)));

        assertThat(tables.find("m1").toCompletableFuture().join())
                .contains(new SentMail(
                        "m1",
                        "shop@example.com",
                        java.util.List.of("a@example.net"),
                        "",
                        "",
                        Instant.ofEpochSecond(1770091506)));
    }

    @Test
    void asksForNoKeyThatDynamoDbRefuses() {
        assertThat(tables.find("").toCompletableFuture().join()).isEmpty();
        assertThat(tables.find("x".repeat(3000)).toCompletableFuture().join()).isEmpty();
    }
}
