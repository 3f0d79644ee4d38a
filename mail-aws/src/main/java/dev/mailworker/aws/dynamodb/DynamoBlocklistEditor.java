package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.call.Blocking;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Changes blocklists on DynamoDB. A list stays a list and a set a set; a change rests on what was read, so that of two
 * editors none undoes the other's. Thread-safe.
 */
public final class DynamoBlocklistEditor implements BlocklistEditor {
    static final String PATTERNS = "blocked_patterns";

    private static final int TRIES = 10;

    private final DynamoDbAsyncClient client;
    private final String table;

    /**
     * Uses a table.
     *
     * @param client stays open
     * @param table the table's name
     */
    public DynamoBlocklistEditor(DynamoDbAsyncClient client, String table) {
        this.client = client;
        this.table = table;
    }

    @Override
    public Map<String, List<String>> list() {
        Map<String, List<String>> found = new TreeMap<>();
        ScanRequest request = ScanRequest.builder()
                .tableName(table)
                .projectionExpression(Answers.KEY + ", " + PATTERNS)
                .build();
        Blocking.answer(
                "list table " + table, client.scanPaginator(request).items().subscribe(attributes -> {
                    String key = Optional.ofNullable(attributes.get(Answers.KEY))
                            .map(AttributeValue::s)
                            .orElse("");
                    List<String> patterns = new Item(table, key, attributes).strings(PATTERNS);
                    if (!patterns.isEmpty()) {
                        found.put(key, patterns);
                    }
                }));
        return found;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the pattern is blank
     * @throws PortException {@link Kind#UNREADABLE} if the mailbox's patterns are neither a list nor a set of strings:
     *     nothing is changed then
     */
    @Override
    public boolean add(EmailAddress mailbox, String pattern) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("a blank pattern blocks nobody");
        }
        return edit(mailbox, patterns -> !patterns.contains(pattern) && patterns.add(pattern));
    }

    /**
     * {@inheritDoc}
     *
     * @throws PortException as {@link #add} does
     */
    @Override
    public boolean remove(EmailAddress mailbox, String pattern) {
        return edit(mailbox, patterns -> patterns.removeIf(pattern::equals));
    }

    private boolean edit(EmailAddress mailbox, Predicate<List<String>> change) {
        String what = "change " + mailbox.key() + " in table " + table;
        for (int trial = 1; trial <= TRIES; trial++) {
            AttributeValue stored = stored(mailbox, what);
            List<String> patterns = patterns(mailbox, stored);
            if (!change.test(patterns)) {
                return false;
            }
            if (write(mailbox, stored, patterns, what)) {
                return true;
            }
        }
        throw new PortException(Kind.CONFLICT, "can't " + what + ": others keep changing it");
    }

    private @Nullable AttributeValue stored(EmailAddress mailbox, String what) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table)
                .key(key(mailbox))
                .consistentRead(true)
                .build();
        return Blocking.answer(what, client.getItem(request)).item().get(PATTERNS);
    }

    private List<String> patterns(EmailAddress mailbox, @Nullable AttributeValue stored) {
        if (stored == null || stored.type() == AttributeValue.Type.NUL) {
            return new ArrayList<>();
        }
        if (stored.type() == AttributeValue.Type.SS) {
            return new ArrayList<>(stored.ss());
        }
        if (stored.type() == AttributeValue.Type.L
                && stored.l().stream().allMatch(element -> element.type() == AttributeValue.Type.S)) {
            return new ArrayList<>(stored.l().stream().map(AttributeValue::s).toList());
        }
        throw new PortException(
                Kind.UNREADABLE,
                "table " + table + ", key " + mailbox.key() + ": " + PATTERNS
                        + " is neither a list (L) nor a set (SS) of strings; nothing was changed: mend the item first");
    }

    private boolean write(EmailAddress mailbox, @Nullable AttributeValue stored, List<String> patterns, String what) {
        Map<String, AttributeValue> values = new HashMap<>();
        if (stored != null) {
            values.put(":old", stored);
        }
        if (!patterns.isEmpty()) {
            values.put(":new", value(stored, patterns));
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key(mailbox))
                .updateExpression(patterns.isEmpty() ? "REMOVE " + PATTERNS : "SET " + PATTERNS + " = :new")
                .conditionExpression(stored == null ? "attribute_not_exists(" + PATTERNS + ")" : PATTERNS + " = :old")
                .expressionAttributeValues(values)
                .build();
        try {
            Blocking.answer(what, client.updateItem(request));
            return true;
        } catch (PortException e) {
            if (e.kind() == Kind.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private static AttributeValue value(@Nullable AttributeValue stored, List<String> patterns) {
        return stored != null && stored.type() == AttributeValue.Type.SS
                ? AttributeValue.fromSs(patterns)
                : AttributeValue.fromL(
                        patterns.stream().map(AttributeValue::fromS).toList());
    }

    private static Map<String, AttributeValue> key(EmailAddress mailbox) {
        return Map.of(Answers.KEY, AttributeValue.fromS(mailbox.key()));
    }
}
