package dev.mailworker.cli;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whose pattern, and which. */
final class BlocklistEntryOptions {
    @Option(names = "--recipient", required = true, paramLabel = "ADDRESS", description = "The mailbox that blocks.")
    private EmailAddress recipient;

    @Option(
            names = "--pattern",
            required = true,
            paramLabel = "PATTERN",
            description = "A shell wildcard for senders' addresses: *@shop.example, news-??@*, [!a]*@x.example.")
    private String pattern;

    EmailAddress recipient() {
        return recipient;
    }

    String pattern() {
        if (pattern.isBlank()) {
            throw new UsageException("--pattern is empty: give a wildcard such as *@shop.example");
        }
        return pattern.strip();
    }

    /**
     * Tells what came of a change.
     *
     * @param common says in which form
     * @param changed whether the list is another now
     * @param words what there is to say, between the mailbox and the pattern
     */
    void report(CommonOptions common, boolean changed, String words) {
        if (common.isJson()) {
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            fields.put("recipient", JsonValue.of(recipient.toString()));
            fields.put("pattern", JsonValue.of(pattern()));
            fields.put("changed", JsonValue.of(changed));
            common.terminal().line(Json.compact(JsonValue.object(fields)));
        } else {
            common.terminal().line(recipient + " " + words + " '" + pattern() + "'");
        }
    }
}
