package dev.mailworker.cli;

import dev.mailworker.mail.EmailAddress;
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
}
