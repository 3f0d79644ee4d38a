package dev.mailworker.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.DoubleSupplier;

/** Registers what is read when somebody asks. What reads it is held for as long as the registry is. */
final class Readings {
    private final MeterRegistry registry;

    Readings(MeterRegistry registry) {
        this.registry = registry;
    }

    void gauge(String name, String description, String unit, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    void gauge(String name, String description, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    void counter(String name, String description, Tags tags, DoubleSupplier value) {
        // Meters hold what they read from weakly: the registry itself is there for as long as the meter is.
        FunctionCounter.builder(name, registry, held -> value.getAsDouble())
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
