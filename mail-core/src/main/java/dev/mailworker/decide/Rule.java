package dev.mailworker.decide;

import dev.mailworker.mail.Mail;
import java.util.List;

/**
 * One rule of a mail's fate. Implementations are pure: the same mail, facts and draft give the same rulings; they do no
 * I/O, read no clock and keep no state, and may be called by many threads at once. What a rule throws defers the mail.
 */
public interface Rule {
    /** {@return the rule's name in traces: one or two lower-case words, for example {@code blocklist}} */
    String name();

    /**
     * Rules on the recipients that are still {@linkplain Draft#open() open}.
     *
     * @param mail the mail
     * @param facts what was looked up for it
     * @param draft what the rules before this one said
     * @return any number of rulings under this rule's {@link #name()}; a recipient may have several. One that leaves a
     *     recipient alone should say why with {@link Effect#PASS}: people read it when they ask why
     */
    List<Ruling> apply(Mail mail, Facts facts, Draft draft);
}
