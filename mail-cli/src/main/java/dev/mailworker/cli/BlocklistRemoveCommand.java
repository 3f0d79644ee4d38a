package dev.mailworker.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Take a pattern from a mailbox's list: 1 if it isn't there.")
final class BlocklistRemoveCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private BlocklistEntryOptions entry;

    @Override
    public Integer call() {
        try (Site site = common.open()) {
            boolean removed = site.blocklistEditor().remove(entry.recipient(), entry.pattern());
            entry.report(common, removed, removed ? "no longer blocks" : "has no pattern");
            return removed ? ExitCode.OK : ExitCode.NEGATIVE;
        }
    }
}
