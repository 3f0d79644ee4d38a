package dev.mailworker.cli;

import dev.mailworker.mail.EmailAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mails that are files and belong to no site, and what has to be said about them. */
final class MailFileOptions {
    @Option(
            names = "--file",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files with a mail each, instead of a site's mail.")
    List<Path> files;

    @Option(
            names = "--to",
            required = true,
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "The envelope's recipients; their domains count as managed.")
    List<EmailAddress> recipients;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description =
                    "The envelope's sender, or '<>'; else each mail's Return-Path, and without one the null sender.")
    @Nullable
    String sender;

    @Option(
            names = "--tables",
            paramLabel = "DIR",
            description = "A folder of tables as a local site has them; else all tables are empty.")
    @Nullable
    Path tables;
}
