package dev.mailworker.cli;

import dev.mailworker.Health;
import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.Page;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What HEALTH_PORT answers with. docs/health.md says what for. */
final class HealthPages {
    private HealthPages() {}

    /**
     * {@return the pages, by path}
     *
     * @param health how the worker is at the moment of asking
     */
    static Map<String, Page> of(Supplier<Health> health) {
        return Map.of(
                "/health", page(health, Health::works, HealthJson::all),
                "/health/live", page(health, now -> !now.isStuck(), HealthJson::brief),
                "/health/ready", page(health, Health::isReady, HealthJson::brief),
                "/domains", page(health, now -> true, HealthJson::domains));
    }

    private static Page page(Supplier<Health> health, Predicate<Health> isWell, Function<Health, JsonValue> content) {
        return request -> {
            Health now = health.get();
            return Answer.json(isWell.test(now) ? 200 : 503, Json.compact(content.apply(now)) + "\n");
        };
    }
}
