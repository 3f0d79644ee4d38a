package dev.mailworker.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A mail of a site. */
final class SiteMailOptions {
    @Option(names = "--key", required = true, paramLabel = "KEY", description = "The mail's key.")
    String key;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only this domain's mail of that key.")
    @Nullable
    String domain;
}
