package dev.mailworker.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Block senders for a mailbox: 0 too if it blocks them already.")
final class BlocklistAddCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private BlocklistEntryOptions entry;

    @Override
    public Integer call() {
        try (Site site = common.open()) {
            boolean added = site.blocklistEditor().add(entry.recipient(), entry.pattern());
            entry.report(common, added, added ? "now blocks" : "blocks already");
            return ExitCode.OK;
        }
    }
}
