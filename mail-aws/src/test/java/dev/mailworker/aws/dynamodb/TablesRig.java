package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalDynamo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tables on DynamoDBLocal, empty before each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TablesRig {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    LocalDynamo dynamo;
    TableNames names = TableNames.DEFAULT;
    DynamoTables tables;

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() throws Exception {
        dynamo = emulators().dynamo();
    }

    @AfterAll
    void stop() {
        dynamo.close();
    }

    @BeforeEach
    void makeTables() {
        int number = NUMBER.incrementAndGet();
        names = new TableNames("rules-" + number, "blocked-" + number, "messages-" + number);
        dynamo.makeTable(names.rules(), Answers.KEY);
        dynamo.makeTable(names.blocked(), Answers.KEY);
        dynamo.makeTable(names.messages(), "MessageId");
        tables = new DynamoTables(dynamo.client(), names, Duration.ZERO, InstantSource.system());
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue texts(List<String> texts) {
        return AttributeValue.fromL(texts.stream().map(AttributeValue::fromS).toList());
    }

    void block(String key, AttributeValue patterns) {
        dynamo.put(names.blocked(), Map.of(Answers.KEY, text(key), DynamoBlocklistEditor.PATTERNS, patterns));
    }
}
