package dev.mailworker.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "add", mixinStandardHelpOptions = true, description = "Block senders for a mailbox.")
final class BlocklistAddCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private BlocklistEntryOptions entry;

    @Override
    public Integer call() {
        try (Site site = common.open()) {
            boolean added = site.local().blocklist().add(entry.recipient(), entry.pattern());
            if (!common.isQuiet()) {
                String what = added ? " now blocks '" : " blocks already '";
                common.terminal().line(entry.recipient() + what + entry.pattern() + "'");
            }
            return ExitCode.OK;
        }
    }
}
