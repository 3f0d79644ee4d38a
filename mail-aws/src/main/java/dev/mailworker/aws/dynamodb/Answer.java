package dev.mailworker.aws.dynamodb;

import dev.mailworker.port.PortException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a table says about one key.
 *
 * @param item the attributes; empty if there is no such item
 * @param failure why nobody knows, or null
 */
record Answer(Map<String, AttributeValue> item, @Nullable PortException failure) {
    static final Answer ABSENT = new Answer(Map.of(), null);

    static Answer failed(PortException failure) {
        return new Answer(Map.of(), failure);
    }

    /** {@return the attributes} */
    Map<String, AttributeValue> known() {
        if (failure != null) {
            throw failure;
        }
        return item;
    }
}
