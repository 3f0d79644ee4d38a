package dev.mailworker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Where logs go and how they look: to standard error, because results go to standard output and must not mix with them.
 * Logback finds it by its service file. Reading the same from XML would take longer than anything else before the first mail.
 * Who gives a file of their own by {@code -Dlogback.configurationFile} gets that instead.
 */
public final class StandardErrorLog extends ContextAwareBase implements Configurator {
    /** What comes from a mail must not begin a line of its own. */
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\r\\n]+', ' '}%n%rootException{8}";

    /** For logback. */
    public StandardErrorLog() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
