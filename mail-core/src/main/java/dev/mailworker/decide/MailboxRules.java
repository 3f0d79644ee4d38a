package dev.mailworker.decide;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
     * @param from when it begins; null: at once
     * @param until when it ends; null: when it is switched off
     * @param days for so many days a sender gets no other reply; {@link #SITE_DAYS}: as the site has it
     * @param aliases other addresses of the mailbox, as the table has them: mail to one is mail to the mailbox
     * @param fault why it can't be known when to answer, so that nobody is; empty if it can
     */
    public record OutOfOffice(
            boolean active,
            String message,
            boolean html,
            String subject,
            @Nullable Instant from,
            @Nullable Instant until,
            int days,
            List<String> aliases,
            String fault) {
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
            this(active, message, html, "", null, null, SITE_DAYS, List.of(), "");
        }

        /**
         * {@return this rule with a subject}
         *
         * @param own the reply's subject; empty: made from the mail's own
         */
        public OutOfOffice withSubject(String own) {
            return new OutOfOffice(active, message, html, own, from, until, days, aliases, fault);
        }

        /**
         * {@return this rule for some days}
         *
         * @param first the first day, in UTC; null: at once
         * @param last the last day, in UTC; null: until it is switched off
         */
        public OutOfOffice withPeriod(@Nullable LocalDate first, @Nullable LocalDate last) {
            return between(first == null ? null : start(first), last == null ? null : start(last.plusDays(1)));
        }

        private static Instant start(LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        /**
         * {@return this rule for some time}
         *
         * @param begin when it begins; null: at once
         * @param end when it ends; null: when it is switched off
         */
        public OutOfOffice between(@Nullable Instant begin, @Nullable Instant end) {
            return new OutOfOffice(active, message, html, subject, begin, end, days, aliases, fault);
        }

        /**
         * {@return this rule where nobody is answered}
         *
         * @param why why it can't be known when to answer; empty: it can
         */
        public OutOfOffice withFault(String why) {
            return new OutOfOffice(active, message, html, subject, from, until, days, aliases, why);
        }

        /**
         * {@return this rule with a quiet period}
         *
         * @param number for so many days a sender gets no other reply; {@link #SITE_DAYS}: as the site has it
         */
        public OutOfOffice withDays(int number) {
            return new OutOfOffice(active, message, html, subject, from, until, number, aliases, fault);
        }

        /**
         * {@return this rule with aliases}
         *
         * @param others other addresses of the mailbox
         */
        public OutOfOffice withAliases(List<String> others) {
            return new OutOfOffice(active, message, html, subject, from, until, days, others, fault);
        }

        /** {@return when it begins, if that was said} */
        public Optional<Instant> beginning() {
            return Optional.ofNullable(from);
        }

        /** {@return when it ends, if that was said} */
        public Optional<Instant> end() {
            return Optional.ofNullable(until);
        }
    }
}
