package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Printable;

/**
 * What one rule said about one recipient.
 *
 * @param rule the rule's name
 * @param recipient about whom
 * @param effect what it wants
 * @param because the reason, one line for people
 */
public record Ruling(String rule, EmailAddress recipient, Effect effect, String because) {
    /** Refuses a ruling without a reason. */
    public Ruling {
        if (because.isBlank()) {
            throw new IllegalArgumentException("rule " + rule + " ruled on " + recipient + " without a reason");
        }
        because = Printable.of(because, 500);
    }

    @Override
    public String toString() {
        return recipient + " " + rule + ": " + effect.word() + " because " + because;
    }
}
