package dev.mailworker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;

/** A gauge with a row for each value of one label, of which there may be others each time. */
final class Rows {
    private final String label;
    private final MultiGauge gauge;

    Rows(MeterRegistry registry, String name, String description, String label) {
        this.label = label;
        this.gauge = MultiGauge.builder(name).description(description).register(registry);
    }

    /** Shows these values, by the label's values, and no others any more. */
    void show(Map<String, Double> values) {
        List<Row<Number>> rows = values.entrySet().stream()
                .map(entry -> Row.of(Tags.of(label, entry.getKey()), (Number) entry.getValue()))
                .toList();
        gauge.register(rows, true);
    }
}
