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

    /** {@return how long it took} */
    StepTimes times();

    /**
     * {@return the same, with how long it took}
     *
     * @param taken how long
     */
    Processed withTimes(StepTimes taken);

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
     * @param times how long it took
     */
    record Decided(
            Arrival arrival,
            Settlement settlement,
            Audit audit,
            boolean auditStored,
            Outcome outcome,
            long size,
            @Nullable Bounce bounceOrNull,
            StepTimes times)
            implements Processed {
        @Override
        public Decided withTimes(StepTimes taken) {
            return new Decided(arrival, settlement, audit, auditStored, outcome, size, bounceOrNull, taken);
        }

        @Override
        public Decided with(Settlement other) {
            return new Decided(arrival, other, audit, auditStored, outcome, size, bounceOrNull, times);
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
     * @param times how long it took
     */
    record Skipped(Arrival arrival, Settlement settlement, StepTimes times) implements Processed {
        /**
         * The same before anybody knows how long it took.
         *
         * @param arrival the notice
         * @param settlement what is to become of it
         */
        public Skipped(Arrival arrival, Settlement settlement) {
            this(arrival, settlement, StepTimes.NONE);
        }

        @Override
        public Skipped withTimes(StepTimes taken) {
            return new Skipped(arrival, settlement, taken);
        }

        @Override
        public Skipped with(Settlement other) {
            return new Skipped(arrival, other, times);
        }
    }

    /**
     * Nothing was tried, because the server that takes mail for the mailboxes is left alone for now, or because the domain is
     * not this worker's any more.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     * @param times how long it took
     */
    record Postponed(Arrival arrival, Settlement settlement, StepTimes times) implements Processed {
        /**
         * The same before anybody knows how long it took.
         *
         * @param arrival the notice
         * @param settlement what is to become of it
         */
        public Postponed(Arrival arrival, Settlement settlement) {
            this(arrival, settlement, StepTimes.NONE);
        }

        @Override
        public Postponed withTimes(StepTimes taken) {
            return new Postponed(arrival, settlement, taken);
        }

        @Override
        public Postponed with(Settlement other) {
            return new Postponed(arrival, other, times);
        }
    }

    /**
     * The attempt ended before there was a decision, or in a fault.
     *
     * @param arrival the notice
     * @param settlement what is to become of it
     * @param cause what stopped it
     * @param times how long it took
     */
    record Failed(Arrival arrival, Settlement settlement, Throwable cause, StepTimes times) implements Processed {
        /**
         * The same before anybody knows how long it took.
         *
         * @param arrival the notice
         * @param settlement what is to become of it
         * @param cause what stopped it
         */
        public Failed(Arrival arrival, Settlement settlement, Throwable cause) {
            this(arrival, settlement, cause, StepTimes.NONE);
        }

        @Override
        public Failed withTimes(StepTimes taken) {
            return new Failed(arrival, settlement, cause, taken);
        }

        @Override
        public Failed with(Settlement other) {
            return new Failed(arrival, other, cause, times);
        }
    }
}
