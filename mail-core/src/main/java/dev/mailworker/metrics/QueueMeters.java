package dev.mailworker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;

/** Shows how many messages wait, by domain. */
final class QueueMeters {
    private final Labels domains;
    private final QueueDepths depths;
    private final Rows rows;

    QueueMeters(MeterRegistry registry, Labels domains, QueueDepths depths) {
        this.domains = domains;
        this.depths = depths;
        this.rows = new Rows(
                registry, "queue.messages.available", "About how many messages wait in a domain's queue", "domain");
    }

    /** Shows what is known, and asks for what is old. */
    void refresh() {
        Map<String, Double> byLabel = new TreeMap<>();
        // Mail gives a domain its series: else the first of 10,000 idle ones would take them all.
        int all = depths.domains();
        depths.read()
                .forEach((domain, messages) ->
                        byLabel.merge(domains.ofOne(domain, all), (double) messages, Double::sum));
        rows.show(byLabel);
    }
}
