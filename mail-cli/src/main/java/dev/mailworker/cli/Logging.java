package dev.mailworker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets how much is logged; where and how it looks is {@link StandardErrorLog}'s part. */
final class Logging {
    private Logging() {}

    static void setUp(boolean quiet, boolean verbose) {
        if (LoggerFactory.getLogger("dev.mailworker") instanceof Logger ours) {
            ours.setLevel(verbose ? Level.INFO : quiet ? Level.ERROR : Level.WARN);
        }
    }
}
