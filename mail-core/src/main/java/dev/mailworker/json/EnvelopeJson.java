package dev.mailworker.json;

import dev.mailworker.mail.Check;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The envelope and the verdicts that are laid beside a mail:
 * {@code {"from":"bob@y.example","to":["ann@x.example"],"verdicts":{"spam":"PASS"}}}. People write it, so mistakes are
 * named with their place and what to do, and nothing is guessed. Unknown fields are ignored.
 *
 * @param envelope who sent the mail to whom; {@link Envelope#UNSTATED} if the document doesn't say
 * @param verdicts what SES found; what the document doesn't say is unknown
 */
public record EnvelopeJson(Envelope envelope, Verdicts verdicts) {
    /** Nothing is stated. */
    public static final EnvelopeJson NONE = new EnvelopeJson(Envelope.UNSTATED, Verdicts.NONE);

    private static final String FROM = "from";
    private static final String TO = "to";

    /**
     * Reads a document.
     *
     * @param document the document. {@code from} ({@code ""} for the null sender) and {@code to} come together or not at
     *     all; what in {@code to} is no address is kept aside, see {@link Envelope#unreadable()}
     * @return what it states
     * @throws JsonFormatException if it can't be understood, with what to do
     */
    public static EnvelopeJson read(JsonValue document) {
        return new EnvelopeJson(
                envelopeOf(document),
                document.find("verdicts").map(EnvelopeJson::verdictsOf).orElse(Verdicts.NONE));
    }

    private static Envelope envelopeOf(JsonValue document) {
        Optional<JsonValue> from = document.find(FROM);
        Optional<JsonValue> to = document.find(TO);
        if (from.isEmpty() && to.isEmpty()) {
            return Envelope.UNSTATED;
        }
        ReversePath sender = PartsJson.path(from.orElseThrow(() -> document.bad(
                "the field 'from' is missing: add the envelope sender, or \"from\": \"\" for the null sender")));
        List<String> recipients = to.orElseThrow(() -> document.bad(
                        "the field 'to' is missing: add the envelope recipients, \"to\": [\"ann@x.example\"]"))
                .asStrings();
        return Envelope.parse(PartsJson.text(sender), recipients);
    }

    private static Verdicts verdictsOf(JsonValue document) {
        Verdicts verdicts = Verdicts.NONE;
        for (Map.Entry<String, JsonValue> field : document.asObject().entrySet()) {
            verdicts = verdicts.with(
                    check(field.getKey(), field.getValue()), PartsJson.word(field.getValue(), Verdict.class));
        }
        return verdicts;
    }

    private static Check check(String name, JsonValue where) {
        return Arrays.stream(Check.values())
                .filter(check -> word(check).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> where.bad("'" + name + "' is no check: use "
                        + Arrays.stream(Check.values()).map(EnvelopeJson::word).collect(Collectors.joining(", "))));
    }

    private static String word(Check check) {
        return PartsJson.word(check);
    }

    /** {@return the document that says this; without {@code from} and {@code to} if the envelope is unstated} */
    public JsonValue write() {
        JsonFields document = new JsonFields();
        if (envelope.origin() != Envelope.Origin.UNSTATED) {
            List<String> recipients = new ArrayList<>(PartsJson.texts(envelope.recipients()));
            recipients.addAll(envelope.unreadable());
            document.with(FROM, PartsJson.text(envelope.sender())).with(TO, recipients);
        }
        if (!verdicts.byCheck().isEmpty()) {
            JsonFields byCheck = new JsonFields();
            new TreeMap<>(verdicts.byCheck()).forEach((check, verdict) -> byCheck.with(word(check), verdict.name()));
            document.with("verdicts", byCheck.build());
        }
        return document.build();
    }
}
