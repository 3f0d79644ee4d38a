package dev.mailworker.decide;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a mailbox's owner wants done with incoming mail: one item of the rules table.
 *
 * @param outOfOffice the auto-reply
 * @param forwards where copies go, as the table has them
 * @param keepsCopy whether the mailbox keeps a copy of what is forwarded; an address that doesn't needs no mailbox
 */
public record MailboxRules(OutOfOffice outOfOffice, List<String> forwards, boolean keepsCopy) {
    /** No rules: mail is just delivered. */
    public static final MailboxRules NONE = new MailboxRules(OutOfOffice.OFF, List.of());

    /** Copies the list. */
    public MailboxRules {
        forwards = List.copyOf(forwards);
    }

    /**
     * Keeps a copy of what is forwarded.
     *
     * @param outOfOffice the auto-reply
     * @param forwards where copies go, as the table has them
     */
    public MailboxRules(OutOfOffice outOfOffice, List<String> forwards) {
        this(outOfOffice, forwards, true);
    }

    /** {@return whether the address may have no mailbox, because all that comes is sent on} */
    public boolean onlyForwards() {
        return !keepsCopy && !forwards.isEmpty();
    }

    /**
     * An out-of-office rule.
     *
     * @param active whether it is on
     * @param message the text to send
     * @param html whether the text is HTML; else it is plain
     * @param subject the reply's subject; empty: made from the mail's own
     * @param from the first day, in UTC; null: at once
     * @param until the last day, in UTC; null: until it is switched off
     * @param days for so many days a sender gets no other reply; {@link #SITE_DAYS}: as the site has it
     * @param aliases other addresses of the mailbox, as the table has them: mail to one is mail to the mailbox
     */
    public record OutOfOffice(
            boolean active,
            String message,
            boolean html,
            String subject,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            int days,
            List<String> aliases) {
        /** As many days as the site's setting says. */
        public static final int SITE_DAYS = 0;

        /** No auto-reply. */
        public static final OutOfOffice OFF = new OutOfOffice(false, "", false);

        /** Copies the list. */
        public OutOfOffice {
            aliases = List.copyOf(aliases);
        }

        /**
         * A rule with nothing special.
         *
         * @param active whether it is on
         * @param message the text to send
         * @param html whether the text is HTML; else it is plain
         */
        public OutOfOffice(boolean active, String message, boolean html) {
            this(active, message, html, "", null, null, SITE_DAYS, List.of());
        }

        /**
         * {@return this rule with a subject}
         *
         * @param own the reply's subject; empty: made from the mail's own
         */
        public OutOfOffice withSubject(String own) {
            return new OutOfOffice(active, message, html, own, from, until, days, aliases);
        }

        /**
         * {@return this rule for some days}
         *
         * @param first the first day, in UTC; null: at once
         * @param last the last day, in UTC; null: until it is switched off
         */
        public OutOfOffice withPeriod(@Nullable LocalDate first, @Nullable LocalDate last) {
            return new OutOfOffice(active, message, html, subject, first, last, days, aliases);
        }

        /**
         * {@return this rule with a quiet period}
         *
         * @param number for so many days a sender gets no other reply; {@link #SITE_DAYS}: as the site has it
         */
        public OutOfOffice withDays(int number) {
            return new OutOfOffice(active, message, html, subject, from, until, number, aliases);
        }

        /**
         * {@return this rule with aliases}
         *
         * @param others other addresses of the mailbox
         */
        public OutOfOffice withAliases(List<String> others) {
            return new OutOfOffice(active, message, html, subject, from, until, days, others);
        }

        /** {@return the first day, if there is one} */
        public Optional<LocalDate> firstDay() {
            return Optional.ofNullable(from);
        }

        /** {@return the last day, if there is one} */
        public Optional<LocalDate> lastDay() {
            return Optional.ofNullable(until);
        }
    }
}
