package dev.mailworker.cli;

import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Verdict;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
            names = "--verdicts",
            split = ",",
            paramLabel = "CHECK=VERDICT",
            description = "What Amazon SES found, for all the mails: spam=FAIL,dmarc=PASS; else nothing is known.")
    Map<Check, Verdict> verdicts = new EnumMap<>(Check.class);

    @Option(
            names = "--tables",
            paramLabel = "DIR",
            description = "A folder of tables as a local site has them; else all tables are empty.")
    @Nullable
    Path tables;
}
