package dev.mailworker.port;

import dev.mailworker.decide.Ruling;

/**
 * A ruling as it is kept on record.
 *
 * @param rule the rule's name
 * @param recipient about whom, lower case
 * @param effect what it wanted, in a word
 * @param because the reason
 */
public record TraceLine(String rule, String recipient, String effect, String because) {
    /** The rule name of lines that say what came of a recipient. */
    public static final String OUTCOME = "outcome";

    /**
     * {@return a ruling as a line}
     *
     * @param ruling the ruling
     */
    public static TraceLine of(Ruling ruling) {
        return new TraceLine(
                ruling.rule(), ruling.recipient().key(), ruling.effect().word(), ruling.because());
    }
}
