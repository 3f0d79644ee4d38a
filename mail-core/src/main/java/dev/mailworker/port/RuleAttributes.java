package dev.mailworker.port;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attributes of the rules table. What is wrong counts as absent, with a warning; but where it can't be read when a mailbox
 * is to answer, it doesn't.
 *
 * <pre>
 * ooo_active        BOOL     whether the mailbox answers
 * ooo_message       S        what
 * ooo_content_type  S        text or html
 * ooo_subject       S        the answer's subject
 * ooo_from          S        the first day of answering, 2026-07-01 in UTC, or a time, 2026-07-01T18:00:00+02:00
 * ooo_until         S        the last day of answering, or a time
 * ooo_days          N or S   for so many days a sender gets no other answer
 * ooo_aliases       L or SS  other addresses of the mailbox
 * forwards          L or SS  where copies go
 * forward_keep      BOOL     whether the mailbox keeps a copy of what it forwards
 * </pre>
 */
public final class RuleAttributes {
    private static final int MOST_DAYS = 365;

    private RuleAttributes() {}

    /**
     * {@return a mailbox's rules}
     *
     * @param item its item in the table
     */
    public static MailboxRules read(TableAttributes item) {
        OutOfOffice outOfOffice = new OutOfOffice(
                item.bool("ooo_active").orElse(false),
                item.string("ooo_message").orElse(""),
                isHtml(item));
        return new MailboxRules(
                inPeriod(outOfOffice, item)
                        .withSubject(item.string("ooo_subject").orElse(""))
                        .withDays(days(item))
                        .withAliases(item.strings("ooo_aliases")),
                item.strings("forwards"),
                item.bool("forward_keep").orElse(true));
    }

    private static boolean isHtml(TableAttributes item) {
        String type = item.string("ooo_content_type").orElse("text");
        if (!type.equalsIgnoreCase("text") && !type.equalsIgnoreCase("html")) {
            item.warn("ooo_content_type is '" + type + "', not text or html, and counts as text");
        }
        return type.equalsIgnoreCase("html");
    }

    /** Who set an end did not want answers for ever. */
    private static OutOfOffice inPeriod(OutOfOffice rule, TableAttributes item) {
        PeriodEnd first = PeriodEnd.firstDay(item, "ooo_from");
        PeriodEnd last = PeriodEnd.lastDay(item, "ooo_until");
        List<String> faults = Stream.of(first.fault(), last.fault())
                .filter(fault -> !fault.isEmpty())
                .toList();
        faults.forEach(fault -> item.warn(fault + ": nobody is answered"));
        return rule.between(first.time(), last.time()).withFault(String.join(", and ", faults));
    }

    private static int days(TableAttributes item) {
        Optional<String> text = item.numberOrString("ooo_days").map(String::strip);
        if (text.isEmpty()) {
            return OutOfOffice.SITE_DAYS;
        }
        try {
            int days = Integer.parseInt(text.get());
            if (days >= 1 && days <= MOST_DAYS) {
                return days;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        item.warn("ooo_days is '" + text.get() + "', not a whole number from 1 to " + MOST_DAYS
                + ", and counts as absent");
        return OutOfOffice.SITE_DAYS;
    }
}
