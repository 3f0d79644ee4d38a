package dev.mailworker.metrics;

import dev.mailworker.WorkerState;
import dev.mailworker.decide.Table;
import dev.mailworker.pipeline.TableUse;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows what a worker has in its hands, and how it stands with its tables. */
final class StateMeters {
    private final Readings readings;
    private final Supplier<WorkerState> state;
    private final InstantSource time;

    StateMeters(Readings readings, Supplier<WorkerState> state, InstantSource time) {
        this.readings = readings;
        this.state = state;
        this.time = time;
    }

    void register() {
        gauge("emails.in.flight", "Mails in work", WorkerState::mailsInWork);
        readings.gauge(
                "oldest.email.age",
                "Age of the oldest mail in work; 0 if none is",
                "seconds",
                Tags.empty(),
                () -> since(state.get().oldest()));
        held("memory", WorkerState::bytesInMemory);
        held("file", WorkerState::bytesInFiles);
        counter(
                "leases.extended",
                "Leases that were extended while their mail was in work",
                WorkerState::leasesExtended);
        counter("leases.lost", "Leases that were lost while their mail was in work", WorkerState::leasesLost);
        for (Table table : Table.values()) {
            table(table, word(table));
        }
    }

    private double since(Optional<Instant> instant) {
        return instant.map(from -> Duration.between(from, time.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    private void gauge(String name, String description, ToDoubleFunction<WorkerState> value) {
        readings.gauge(name, description, Tags.empty(), () -> value.applyAsDouble(state.get()));
    }

    private void counter(String name, String description, ToDoubleFunction<WorkerState> value) {
        readings.counter(name, description, Tags.empty(), () -> value.applyAsDouble(state.get()));
    }

    private void held(String place, ToDoubleFunction<WorkerState> value) {
        readings.gauge(
                "email.held",
                "Octets of mails in work",
                "bytes",
                Tags.of("place", place),
                () -> value.applyAsDouble(state.get()));
    }

    private void table(Table table, String word) {
        lookUps(table, word, "answered", TableUse::answered);
        lookUps(table, word, "failed", TableUse::failed);
        lookUps(table, word, "passed_open", TableUse::passedOpen);
        readings.gauge(
                "table.outage",
                "For how long a table can't be read; 0 while it can",
                "seconds",
                Tags.of("table", word),
                () -> since(use(table).outSince()));
    }

    private void lookUps(Table table, String word, String result, ToDoubleFunction<TableUse> value) {
        readings.counter(
                "lookups",
                "What mails asked of a table; passed_open: it could not be read and counted as empty",
                Tags.of("table", word, "result", result),
                () -> value.applyAsDouble(use(table)));
    }

    private TableUse use(Table table) {
        return state.get().tables().getOrDefault(table, TableUse.NONE);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
