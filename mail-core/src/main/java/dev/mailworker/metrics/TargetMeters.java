package dev.mailworker.metrics;

import dev.mailworker.pipeline.TargetUse;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows how it stands with the servers at the ends of the ways out. */
final class TargetMeters {
    private static final int MOST = 100;

    private final Supplier<List<TargetUse>> targets;
    private final Labels labels = new Labels(MOST);
    private final Rows inUse;
    private final Rows limit;
    private final Rows resting;

    TargetMeters(MeterRegistry registry, Supplier<List<TargetUse>> targets) {
        this.targets = targets;
        this.inUse = rows(registry, "target.in.use", "Mails that use a server now");
        this.limit = rows(registry, "target.limit", "Mails that may use a server at once");
        this.resting = rows(registry, "target.resting", "1 while a server is in trouble and left alone");
    }

    private static Rows rows(MeterRegistry registry, String name, String description) {
        return new Rows(registry, name, description, "target");
    }

    void refresh() {
        List<TargetUse> now = targets.get();
        inUse.show(values(now, TargetUse::inUse, Double::sum));
        limit.show(values(now, TargetUse::limit, Double::sum));
        resting.show(values(now, use -> use.resting() ? 1 : 0, Double::max));
    }

    private Map<String, Double> values(
            List<TargetUse> uses, ToDoubleFunction<TargetUse> value, DoubleBinaryOperator together) {
        Map<String, Double> values = new TreeMap<>();
        uses.forEach(use -> values.merge(label(use), value.applyAsDouble(use), together::applyAsDouble));
        return values;
    }

    private String label(TargetUse use) {
        String route = use.route().name().toLowerCase(Locale.ROOT);
        return labels.of(use.name().isEmpty() ? route : route + " " + use.name());
    }
}
