package dev.mailworker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "blocklist",
        mixinStandardHelpOptions = true,
        description = "Look at and change the mailboxes' blocked senders.",
        subcommands = {
            BlocklistCheckCommand.class,
            BlocklistListCommand.class,
            BlocklistAddCommand.class,
            BlocklistRemoveCommand.class,
            BlocklistTryCommand.class
        })
final class BlocklistCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: check, list, add, remove or try");
    }
}
