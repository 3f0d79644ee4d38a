package dev.mailworker.json;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Progress.Recorded;
import dev.mailworker.decide.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A mail's progress as a JSON document. Nothing is shortened: what is read is equal to what was written. Unknown fields
 * are ignored, so that a newer worker may add some without a new version.
 */
public final class ProgressJson {
    /** The version that this worker writes, and the newest that it reads. */
    public static final int VERSION = 1;

    private ProgressJson() {}

    /**
     * {@return progress as a document}
     *
     * @param progress what is remembered of a mail
     */
    public static JsonValue write(Progress progress) {
        JsonFields document = new JsonFields()
                .with("version", VERSION)
                .with("attempts", progress.attempts())
                .with("envelope", PartsJson.envelope(progress.envelope()))
                .with("results", list(progress.results(), ProgressJson::result))
                .with("claims", list(progress.claims(), ProgressJson::claim))
                .with("deleted", progress.deleted())
                .with(
                        "passed_open",
                        progress.passedOpen().stream()
                                .sorted()
                                .map(PartsJson::word)
                                .toList())
                .with("open_attempts", progress.openAttempts());
        Claim hold = progress.hold();
        return hold == null
                ? document.build()
                : document.with("hold", claim(new JsonFields(), hold).build()).build();
    }

    private static <V> JsonValue list(Map<ActionId, V> byAction, Function<Map.Entry<ActionId, V>, JsonFields> item) {
        // Sorted, so that equal progress gives equal bytes.
        return JsonValue.list(new TreeMap<>(byAction)
                .entrySet().stream().map(item).map(JsonFields::build).toList());
    }

    private static JsonFields result(Map.Entry<ActionId, Recorded> entry) {
        DeliveryResult result = entry.getValue().result();
        return PartsJson.action(entry.getKey())
                .with("result", PartsJson.word(result.kind()))
                .with("cause", PartsJson.word(result.cause()))
                .with("reply", result.reply())
                .with("at", entry.getValue().at().toString());
    }

    private static JsonFields claim(Map.Entry<ActionId, Claim> entry) {
        return claim(PartsJson.action(entry.getKey()), entry.getValue());
    }

    private static JsonFields claim(JsonFields fields, Claim claim) {
        return fields.with("owner", claim.owner()).with("until", claim.until().toString());
    }

    /**
     * Reads a document.
     *
     * @param document what {@link #write} made, or its like
     * @return what is remembered of a mail
     * @throws JsonFormatException if a field is missing or of the wrong kind, or a newer worker wrote it in a way that
     *     this one can't know
     */
    public static Progress read(JsonValue document) {
        JsonValue version = document.get("version");
        if (version.asLong() > VERSION) {
            throw version.bad("this progress has version " + version.asLong() + " and this worker knows only " + VERSION
                    + ": run the newer worker, or let it finish this mail");
        }
        return new Progress(
                document.get("attempts").asInt(),
                PartsJson.envelope(document.get("envelope")),
                map(document.get("results"), ProgressJson::result),
                map(document.get("claims"), ProgressJson::claim),
                document.get("deleted").asBoolean(),
                document.get("passed_open").asList().stream()
                        .map(table -> PartsJson.word(table, Table.class))
                        .collect(Collectors.toSet()),
                document.find("open_attempts").map(JsonValue::asInt).orElse(0),
                document.find("hold").map(ProgressJson::claim).orElse(null));
    }

    private static <V> Map<ActionId, V> map(JsonValue items, Function<JsonValue, V> value) {
        Map<ActionId, V> byAction = new LinkedHashMap<>();
        for (JsonValue item : items.asList()) {
            if (byAction.put(PartsJson.action(item), value.apply(item)) != null) {
                throw item.bad("this action is listed twice");
            }
        }
        return byAction;
    }

    private static Recorded result(JsonValue item) {
        return new Recorded(
                new DeliveryResult(
                        PartsJson.word(item.get("result"), DeliveryResult.Kind.class),
                        PartsJson.word(item.get("cause"), DeliveryResult.Cause.class),
                        item.get("reply").asString()),
                PartsJson.instant(item.get("at")));
    }

    private static Claim claim(JsonValue item) {
        return new Claim(item.get("owner").asString(), PartsJson.instant(item.get("until")));
    }
}
