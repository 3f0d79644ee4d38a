package dev.mailworker.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.BlocklistStoreContract;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoBlocklistTest extends TablesRig implements BlocklistStoreContract {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");

    @Override
    public BlocklistStore testee() {
        return tables;
    }

    @Override
    public void block(EmailAddress mailbox, List<String> patterns) {
        block(mailbox.key(), texts(patterns));
    }

    @Override
    public boolean breakTable() {
        dynamo.dropTable(names.blocked());
        return true;
    }

    @Test
    void takesASetToo() {
        block("bob@example.com", AttributeValue.fromSs(List.of("a", "b")));

        assertThat(tables.patterns(Set.of(BOB)).toCompletableFuture().join().get(BOB))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void saysWhatItsLookupsCost() {
        block(BOB, List.of("*"));
        DynamoTables fresh = new DynamoTables(dynamo.client(), names, java.time.Duration.ZERO, InstantSource.system());
        assertThat(fresh.consumedUnits()).isEmpty();

        assertThat(fresh.patterns(Set.of(BOB)).toCompletableFuture().join()).isNotEmpty();
        assertThat(fresh.find("nobody").toCompletableFuture().join()).isEmpty();

        // Half a unit for an item, eventually consistent; the emulator counts none for one of a batch that isn't there.
        assertThat(fresh.consumedUnits())
                .containsEntry(names.blocked(), 0.5)
                .containsEntry(names.rules(), 0.0)
                .containsEntry(names.messages(), 0.5);
    }

    @Test
    void answersThoughTheOtherTableIsMissing() {
        block(BOB, List.of("*"));
        dynamo.dropTable(names.rules());

        for (int i = 0; i < 3; i++) {
            assertThat(tables.patterns(Set.of(BOB)).toCompletableFuture().join())
                    .containsOnlyKeys(BOB);
            assertThat(tables.rules(Set.of(BOB)).toCompletableFuture()).failsWithin(java.time.Duration.ofSeconds(30));
        }

        dynamo.makeTable(names.rules(), Answers.KEY);
        assertThat(tables.rules(Set.of(BOB)).toCompletableFuture().join()).isEmpty();
    }
}
