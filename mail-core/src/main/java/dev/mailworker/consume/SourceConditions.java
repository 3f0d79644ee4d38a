package dev.mailworker.consume;

import dev.mailworker.port.Condition;
import dev.mailworker.port.PortException;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How the sources are that are polled now. Thread-safe. */
final class SourceConditions {
    private final InstantSource time;
    private final Map<String, Condition> byName = new ConcurrentHashMap<>();

    SourceConditions(InstantSource time) {
        this.time = time;
    }

    void polled(String source) {
        byName.putIfAbsent(source, Condition.UNKNOWN);
    }

    void answers(String source) {
        byName.computeIfPresent(source, (name, before) -> before.then(Condition.up(time.instant())));
    }

    void fails(String source, Throwable failure) {
        byName.computeIfPresent(source, (name, before) -> before.then(Condition.down(time.instant(), words(failure))));
    }

    void gone(String source) {
        byName.remove(source);
    }

    private static String words(Throwable failure) {
        return failure instanceof PortException e
                ? switch (e.kind()) {
                    case DENIED -> "access is denied";
                    case NOT_FOUND -> "it isn't there";
                    case UNREADABLE -> "it can't be understood";
                    case TEMPORARY, CONFLICT, LEASE_LOST -> "it can't be asked now";
                }
                : "it can't be asked now";
    }

    Map<String, Condition> all() {
        return new TreeMap<>(byName);
    }
}
