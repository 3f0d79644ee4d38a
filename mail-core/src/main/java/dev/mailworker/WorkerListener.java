package dev.mailworker;

import dev.mailworker.pipeline.Processed;

/**
 * Watches a worker. Called by the threads that work, several at once: methods must be thread-safe and quick. What one
 * throws is logged and changes nothing.
 */
@FunctionalInterface
public interface WorkerListener {
    /**
     * An attempt at a mail has ended, and its message is settled.
     *
     * @param processed what came of it
     */
    void processed(Processed processed);

    /**
     * A message that can't be understood was set aside, with its reason. No mail is known for it.
     *
     * @param source the name of the source that it came from
     * @param because what is wrong with it
     */
    default void unreadable(String source, String because) {}
}
