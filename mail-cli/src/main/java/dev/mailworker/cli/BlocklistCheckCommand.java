package dev.mailworker.cli;

import dev.mailworker.decide.BlocklistMatch;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.PortException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Say whether recipients block a sender, and by which pattern: 1 if one does.")
final class BlocklistCheckCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(
            names = "--sender",
            required = true,
            paramLabel = "ADDRESS",
            description = "The address in the envelope or in a From field.")
    private EmailAddress sender;

    @Option(
            names = "--recipient",
            required = true,
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "The mailboxes to ask about.")
    private List<EmailAddress> recipients;

    @Override
    public Integer call() throws InterruptedException {
        try (Site site = common.open()) {
            Map<EmailAddress, List<String>> patterns = patterns(site);
            List<BlocklistMatch.Sender> senders = List.of(new BlocklistMatch.Sender("sender", sender.toString()));
            boolean anyBlocks = false;
            List<List<String>> rows = new ArrayList<>();
            for (EmailAddress recipient : recipients) {
                List<String> own = patterns.getOrDefault(recipient, List.of());
                List<BlocklistMatch> matches = BlocklistMatch.all(own, senders);
                anyBlocks |= !matches.isEmpty();
                if (common.isJson()) {
                    common.terminal().line(Json.compact(json(recipient, own, matches)));
                } else {
                    rows.addAll(rows(recipient, own, matches));
                }
            }
            if (!common.isJson()) {
                common.terminal().table(List.of("RECIPIENT", "RULING", "BECAUSE"), rows);
            }
            return anyBlocks ? ExitCode.NEGATIVE : ExitCode.OK;
        }
    }

    private Map<EmailAddress, List<String>> patterns(Site site) throws InterruptedException {
        try {
            return site.blocklist()
                    .patterns(new LinkedHashSet<>(recipients))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PortException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static List<List<String>> rows(
            EmailAddress recipient, List<String> patterns, List<BlocklistMatch> matches) {
        if (!matches.isEmpty()) {
            return matches.stream()
                    .map(match -> List.of(recipient.toString(), "blocked", match.toString()))
                    .toList();
        }
        String because = patterns.isEmpty()
                ? "the mailbox blocks nobody"
                : "none of its patterns matches: " + String.join("  ", patterns);
        return List.of(List.of(recipient.toString(), "pass", because));
    }

    private JsonValue json(EmailAddress recipient, List<String> patterns, List<BlocklistMatch> matches) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("sender", JsonValue.of(sender.toString()));
        fields.put("recipient", JsonValue.of(recipient.toString()));
        fields.put("blocked", JsonValue.of(!matches.isEmpty()));
        fields.put(
                "matching",
                JsonValue.strings(matches.stream().map(BlocklistMatch::pattern).toList()));
        fields.put("patterns", JsonValue.strings(patterns));
        return JsonValue.object(fields);
    }
}
