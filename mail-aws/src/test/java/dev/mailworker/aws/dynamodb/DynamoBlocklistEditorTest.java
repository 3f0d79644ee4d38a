package dev.mailworker.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistEditorContract;
import dev.mailworker.port.PortException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoBlocklistEditorTest extends TablesRig implements BlocklistEditorContract {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");

    @Override
    public BlocklistEditor testee() {
        return new DynamoBlocklistEditor(dynamo.client(), names.blocked());
    }

    @Override
    public boolean putForeignAttribute(EmailAddress mailbox) {
        dynamo.put(names.blocked(), Map.of(Answers.KEY, text(mailbox.key()), "note", text("hands off")));
        return true;
    }

    @Override
    public boolean hasForeignAttribute(EmailAddress mailbox) {
        return item(mailbox).containsKey("note");
    }

    private Map<String, AttributeValue> item(EmailAddress mailbox) {
        return dynamo.client()
                .getItem(request -> request.tableName(names.blocked()).key(Map.of(Answers.KEY, text(mailbox.key()))))
                .join()
                .item();
    }

    @Test
    void leavesASetASet() {
        block("bob@example.com", AttributeValue.fromSs(List.of("a", "b")));

        assertThat(testee().add(BOB, "c")).isTrue();
        assertThat(testee().add(BOB, "c")).isFalse();
        assertThat(testee().remove(BOB, "a")).isTrue();

        assertThat(item(BOB).get(DynamoBlocklistEditor.PATTERNS)).isEqualTo(AttributeValue.fromSs(List.of("b", "c")));
        testee().remove(BOB, "b");
        testee().remove(BOB, "c");
        assertThat(testee().list()).isEmpty();
    }

    @Test
    void changesNothingThatItDoesNotUnderstand() {
        block("bob@example.com", AttributeValue.fromN("7"));

        assertThatThrownBy(() -> testee().add(BOB, "c"))
                .isInstanceOf(PortException.class)
                .hasMessageContaining(names.blocked())
                .hasMessageContaining("bob@example.com")
                .hasMessageContaining("mend the item");
        assertThat(testee().list()).isEmpty();
    }
}
