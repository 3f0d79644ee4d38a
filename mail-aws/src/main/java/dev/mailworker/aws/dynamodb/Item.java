package dev.mailworker.aws.dynamodb;

import dev.mailworker.mail.Printable;
import dev.mailworker.port.TableAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item of a table. An attribute of another type than asked for counts as absent, with a warning. */
final class Item implements TableAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(Item.class);

    private final String table;
    private final String key;
    private final Map<String, AttributeValue> attributes;

    Item(String table, String key, Map<String, AttributeValue> attributes) {
        this.table = table;
        this.key = key;
        this.attributes = attributes;
    }

    String key() {
        return key;
    }

    @Override
    public boolean has(String name) {
        AttributeValue value = attributes.get(name);
        return value != null && value.type() != AttributeValue.Type.NUL;
    }

    @Override
    public Optional<String> string(String name) {
        return typed(name, AttributeValue.Type.S).map(AttributeValue::s);
    }

    @Override
    public Optional<Boolean> bool(String name) {
        return typed(name, AttributeValue.Type.BOOL).map(AttributeValue::bool);
    }

    @Override
    public Optional<String> numberOrString(String name) {
        return typed(name, AttributeValue.Type.N, AttributeValue.Type.S)
                .map(value -> value.type() == AttributeValue.Type.N ? value.n() : value.s());
    }

    @Override
    public List<String> strings(String name) {
        Optional<AttributeValue> value = typed(name, AttributeValue.Type.L, AttributeValue.Type.SS);
        if (value.isEmpty() || value.get().type() == AttributeValue.Type.SS) {
            return value.map(AttributeValue::ss).orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        for (AttributeValue element : value.get().l()) {
            if (element.type() == AttributeValue.Type.S) {
                texts.add(element.s());
            } else {
                warn(name + " holds an element of type " + element.type() + ", not S, which is left out");
            }
        }
        return List.copyOf(texts);
    }

    private Optional<AttributeValue> typed(String name, AttributeValue.Type... types) {
        AttributeValue value = attributes.get(name);
        if (value == null || value.type() == AttributeValue.Type.NUL) {
            return Optional.empty();
        }
        if (List.of(types).contains(value.type())) {
            return Optional.of(value);
        }
        String wanted = Stream.of(types).map(AttributeValue.Type::name).collect(Collectors.joining(" or "));
        warn(name + " is of type " + value.type() + ", not " + wanted + ", and counts as absent");
        return Optional.empty();
    }

    @Override
    public void warn(String problem) {
        LOG.warn("{}", Printable.of("Table " + table + ", key " + key + ": " + problem, 500));
    }
}
