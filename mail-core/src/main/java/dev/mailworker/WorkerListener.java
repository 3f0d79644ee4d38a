package dev.mailworker;

import dev.mailworker.decide.Bounce;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Received.Arrival;

/**
 * Watches a worker. Called by the threads that work, several at once: methods must be thread-safe and quick. What one
 * throws is logged and changes nothing.
 */
@FunctionalInterface
public interface WorkerListener {
    /**
     * An attempt at a mail has ended, and its message is settled. If it was to be set aside and stays in its source, its
     * settlement is {@link dev.mailworker.port.Settlement.RetryAfter} and says why.
     *
     * @param processed what came of it
     */
    void processed(Processed processed);

    /**
     * A mail that is a bounce or a complaint was dealt with; {@link #processed} is told of it too. Told once for each mail,
     * unless somebody replays it.
     *
     * @param arrival the notice of the mail
     * @param bounce what it says. Only if it is {@linkplain Bounce#attributed() attributed} is that to be believed
     */
    default void bounced(Arrival arrival, Bounce bounce) {}

    /**
     * A message that can't be understood was set aside, with its reason. No mail is known for it.
     *
     * @param source the name of the source that it came from
     * @param because what is wrong with it
     */
    default void unreadable(String source, String because) {}

    /**
     * A message that can't be understood could not be set aside: it stays in its source, and comes again.
     *
     * @param source the name of the source that it came from
     * @param because why, and what is wrong with it
     */
    default void notSetAside(String source, String because) {}

    /**
     * A mail is settled for good. Comes after {@link #processed}, for every mail once it is done or set aside; the same goes
     * as one line of JSON to the logger {@value AuditEvent#LOGGER}.
     *
     * @param event the record
     */
    default void audited(AuditEvent event) {}

    /**
     * A source can't be asked: it is missing, denies us, can't be reached, or takes no mail for now. It is asked again at
     * growing intervals, a minute at most, and this is called each time that fails.
     *
     * @param source the source's name
     * @param because why, with the peer's words
     */
    default void sourceFailed(String source, String because) {}

    /**
     * A source that could not be asked answers again.
     *
     * @param source the source's name
     */
    default void sourceRecovered(String source) {}
}
