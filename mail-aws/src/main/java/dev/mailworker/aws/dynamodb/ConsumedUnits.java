package dev.mailworker.aws.dynamodb;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/** The read units that look-ups cost so far, by table (ConsumedCapacity of DynamoDB). Thread-safe. */
final class ConsumedUnits {
    private final Map<String, Double> units = new TreeMap<>();

    synchronized void add(Collection<ConsumedCapacity> consumed) {
        for (ConsumedCapacity one : consumed) {
            if (one.tableName() != null && one.capacityUnits() != null) {
                units.merge(one.tableName(), one.capacityUnits(), Double::sum);
            }
        }
    }

    synchronized Map<String, Double> byTable() {
        return Map.copyOf(units);
    }
}
