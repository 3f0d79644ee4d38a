package dev.mailworker.pipeline;

import dev.mailworker.decide.Bounce;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of one attempt at one mail. */
public sealed interface Processed {
    /** {@return the notice that started it} */
    Arrival arrival();

    /** {@return what is to become of the notice} */
    Settlement settlement();

    /**
     * {@return the same, with something else becoming of the notice}
     *
     * @param other what
     */
    Processed with(Settlement other);

    /**
     * The mail's fate was decided, and as much as possible performed.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     * @param audit how it stands with every recipient, and why
     * @param auditStored whether the audit is stored with the mail; else it went out as an event only
     * @param outcome the results, action by action
     * @param size the mail's octets
     * @param bounceOrNull the bounce that the mail is, or null
     */
    record Decided(
            Arrival arrival,
            Settlement settlement,
            Audit audit,
            boolean auditStored,
            Outcome outcome,
            long size,
            @Nullable Bounce bounceOrNull)
            implements Processed {
        @Override
        public Decided with(Settlement other) {
            return new Decided(arrival, other, audit, auditStored, outcome, size, bounceOrNull);
        }

        /** {@return the bounce that the mail is, if it is one} */
        public Optional<Bounce> bounce() {
            return Optional.ofNullable(bounceOrNull);
        }
    }

    /**
     * Nothing was to be done: the mail was finished before, or is gone.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     */
    record Skipped(Arrival arrival, Settlement settlement) implements Processed {
        @Override
        public Skipped with(Settlement other) {
            return new Skipped(arrival, other);
        }
    }

    /**
     * Nothing was tried, because the server that takes mail for the mailboxes is left alone for now.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     */
    record Postponed(Arrival arrival, Settlement settlement) implements Processed {
        @Override
        public Postponed with(Settlement other) {
            return new Postponed(arrival, other);
        }
    }

    /**
     * The attempt ended before there was a decision, or in a fault.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     * @param cause what stopped it
     */
    record Failed(Arrival arrival, Settlement settlement, Throwable cause) implements Processed {
        @Override
        public Failed with(Settlement other) {
            return new Failed(arrival, other, cause);
        }
    }
}
