package dev.mailworker.json;

import dev.mailworker.decide.ActionId;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The small pieces of which the documents are made. */
final class PartsJson {
    private PartsJson() {}

    static EmailAddress address(JsonValue value) {
        try {
            return EmailAddress.of(value.asString());
        } catch (IllegalArgumentException e) {
            throw value.bad(String.valueOf(e.getMessage()));
        }
    }

    static String text(ReversePath path) {
        return path.address().map(EmailAddress::toString).orElse("");
    }

    static ReversePath path(JsonValue value) {
        try {
            return ReversePath.parse(value.asString());
        } catch (IllegalArgumentException e) {
            throw value.bad(e.getMessage() + "; write \"\" for the null sender");
        }
    }

    static List<String> texts(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).toList();
    }

    static Instant instant(JsonValue value) {
        try {
            return Instant.parse(value.asString());
        } catch (DateTimeException e) {
            throw value.bad("a time like 2026-01-31T08:15:00Z is expected here");
        }
    }

    static <E extends Enum<E>> E word(JsonValue value, Class<E> type) {
        try {
            return Enum.valueOf(type, value.asString().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw value.bad("'" + value.asString() + "' is none of "
                    + String.join(
                            ", ",
                            List.of(type.getEnumConstants()).stream()
                                    .map(PartsJson::word)
                                    .toList()));
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static JsonValue envelope(Envelope envelope) {
        return new JsonFields()
                .with("origin", word(envelope.origin()))
                .with("from", text(envelope.sender()))
                .with("to", texts(envelope.recipients()))
                .with("unreadable", envelope.unreadable())
                .build();
    }

    static Envelope envelope(JsonValue value) {
        return new Envelope(
                path(value.get("from")),
                value.get("to").asList().stream().map(PartsJson::address).toList(),
                value.find("unreadable").map(JsonValue::asStrings).orElse(List.of()),
                word(value.get("origin"), Envelope.Origin.class));
    }

    static JsonFields action(ActionId id) {
        return new JsonFields()
                .with("action", word(id.kind()))
                .with("recipient", id.recipient().toString())
                .with("target", id.target().toString());
    }

    static ActionId action(JsonValue value) {
        return new ActionId(
                word(value.get("action"), ActionId.Kind.class),
                address(value.get("recipient")),
                address(value.get("target")));
    }
}
