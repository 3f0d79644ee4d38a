package dev.mailworker.consume;

import dev.mailworker.pipeline.Processed;

/** Is told what became of messages. Called by several threads at once. */
@FunctionalInterface
public interface ConsumeListener {
    /**
     * An attempt at a mail has ended, and its message is settled. If it was to be set aside and stays in its source, the
     * settlement says so.
     *
     * @param processed what came of it
     */
    void processed(Processed processed);

    /**
     * A message that can't be understood was set aside.
     *
     * @param source the source's name
     * @param because what is wrong with it
     */
    default void unreadable(String source, String because) {}

    /**
     * A message that can't be understood could not be set aside.
     *
     * @param source the source's name
     * @param because why, and what is wrong with it
     */
    default void notSetAside(String source, String because) {}

    /**
     * A source can't be asked; it is asked again at growing intervals.
     *
     * @param source the source's name
     * @param because why
     */
    default void sourceFailed(String source, String because) {}

    /**
     * A source that could not be asked answers again.
     *
     * @param source the source's name
     */
    default void sourceRecovered(String source) {}
}
