package dev.mailworker.cli;

import dev.mailworker.Health;
import dev.mailworker.Health.Domain;
import dev.mailworker.Health.Part;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The JSON that docs/health.md describes. */
final class HealthJson {
    private HealthJson() {}

    static JsonValue all(Health health) {
        return whole(health)
                .with(
                        "parts",
                        JsonValue.list(
                                health.parts().stream().map(HealthJson::part).toList()))
                .with("domains", domains(health.domains()))
                .build();
    }

    static JsonValue domains(Health health) {
        return whole(health).with("domains", domains(health.domains())).build();
    }

    static JsonValue brief(Health health) {
        return whole(health).build();
    }

    private static JsonFields whole(Health health) {
        return new JsonFields()
                .with("status", word(health.state()))
                .with("phase", word(health.stage().phase()))
                .with("since", time(health.stage().since()))
                .with("stuck", health.isStuck());
    }

    private static JsonValue domains(List<Domain> domains) {
        return JsonValue.list(domains.stream()
                .map(domain -> with(new JsonFields().with("name", domain.name()), domain.condition()))
                .toList());
    }

    private static JsonValue part(Part part) {
        JsonFields fields = new JsonFields().with("kind", word(part.kind()));
        return with(part.name().isEmpty() ? fields : fields.with("name", part.name()), part.condition());
    }

    private static JsonValue with(JsonFields fields, Condition condition) {
        fields.with("state", word(condition.state()));
        Optional<Instant> since = condition.since();
        since.ifPresent(time -> fields.with("since", time(time)));
        if (!condition.because().isEmpty()) {
            fields.with("because", condition.because());
        }
        return fields.build();
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
