package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.call.Blocking;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ReplyLedger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * The auto-replies given lately, on DynamoDB: an item each, under the key {@code auto-reply#HASH}, with {@code ttl} in epoch
 * seconds for DynamoDB to delete it by. The table may be one of its own, or one with other items whose key is a string, such
 * as the sent-mail table. Thread-safe.
 */
public final class DynamoReplyLedger implements ReplyLedger {
    private static final String OWNER = "owner";
    private static final String TTL = "ttl";

    private final DynamoDbAsyncClient client;
    private final String table;
    private final String keyAttribute;

    /**
     * Uses a table.
     *
     * @param client stays open
     * @param table the table's name
     * @param keyAttribute the name of its key, a string
     */
    public DynamoReplyLedger(DynamoDbAsyncClient client, String table, String keyAttribute) {
        this.client = client;
        this.table = table;
        this.keyAttribute = keyAttribute;
    }

    @Override
    public boolean enter(Reply reply, String owner, Instant now, Instant until) {
        PutItemRequest request = PutItemRequest.builder()
                .tableName(table)
                .item(Map.of(
                        keyAttribute,
                        key(reply),
                        "mailbox",
                        AttributeValue.fromS(reply.mailbox().key()),
                        "sender",
                        AttributeValue.fromS(reply.sender().key()),
                        OWNER,
                        AttributeValue.fromS(owner),
                        TTL,
                        number(until.plusNanos(999_999_999))))
                .conditionExpression("attribute_not_exists(#key) OR #ttl <= :now OR #owner = :owner")
                .expressionAttributeNames(Map.of("#key", keyAttribute, "#ttl", TTL, "#owner", OWNER))
                .expressionAttributeValues(Map.of(":now", number(now), ":owner", AttributeValue.fromS(owner)))
                .build();
        return isMet(() ->
                Blocking.answer("enter a reply of " + reply.mailbox() + " in table " + table, client.putItem(request)));
    }

    @Override
    public void withdraw(Reply reply, String owner) {
        DeleteItemRequest request = DeleteItemRequest.builder()
                .tableName(table)
                .key(Map.of(keyAttribute, key(reply)))
                .conditionExpression("#owner = :owner")
                .expressionAttributeNames(Map.of("#owner", OWNER))
                .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(owner)))
                .build();
        // Another's entry stays, and one that isn't there needs nothing.
        boolean unused = isMet(() -> Blocking.answer(
                "withdraw a reply of " + reply.mailbox() + " from table " + table, client.deleteItem(request)));
    }

    /** {@return whether the condition of a write was met} */
    private static boolean isMet(Runnable write) {
        try {
            write.run();
            return true;
        } catch (PortException e) {
            if (e.kind() == Kind.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private static AttributeValue number(Instant time) {
        return AttributeValue.fromN(Long.toString(time.getEpochSecond()));
    }

    private static AttributeValue key(Reply reply) {
        String text = String.join("\n", reply.mailbox().key(), reply.sender().key(), reply.fingerprint());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return AttributeValue.fromS("auto-reply#" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
