package dev.mailworker.cli;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", mixinStandardHelpOptions = true, description = "List the patterns of all mailboxes, or of one.")
final class BlocklistListCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Only this mailbox.")
    private @Nullable EmailAddress recipient;

    @Override
    public Integer call() {
        try (Site site = common.open()) {
            Map<String, List<String>> all = new TreeMap<>(site.blocklistEditor().list());
            if (recipient != null) {
                all.keySet().retainAll(List.of(recipient.key()));
            }
            if (common.isJson()) {
                all.forEach((mailbox, patterns) -> common.terminal().line(Json.compact(json(mailbox, patterns))));
            } else if (all.isEmpty()) {
                common.terminal().line(recipient == null ? "no mailbox blocks anybody" : recipient + " blocks nobody");
            } else {
                List<List<String>> rows = new ArrayList<>();
                all.forEach((mailbox, patterns) -> patterns.forEach(pattern -> rows.add(List.of(mailbox, pattern))));
                common.terminal().table(List.of("RECIPIENT", "PATTERN"), rows);
            }
            return ExitCode.OK;
        }
    }

    private static JsonValue json(String mailbox, List<String> patterns) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("recipient", JsonValue.of(mailbox));
        fields.put("patterns", JsonValue.strings(patterns));
        return JsonValue.object(fields);
    }
}
