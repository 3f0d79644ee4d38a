package dev.mailworker.mail;

import java.util.Arrays;
import java.util.Locale;

/** The result of one check, as SES reports it in {@code receipt.*Verdict.status}. */
public enum Verdict {
    /** The check succeeded. */
    PASS,
    /** The check failed. */
    FAIL,
    /** The check ran and has no opinion; for SPF and DKIM: no policy, or no signature. */
    GRAY,
    /** SES could not run the check. */
    PROCESSING_FAILED,
    /** The site has this check switched off. */
    DISABLED,
    /** Nothing was said about the check, or something that we do not know. */
    UNKNOWN;

    /**
     * Reads a status.
     *
     * @param status as SES writes it, in any case
     * @return the verdict; {@link #UNKNOWN} for a word that SES did not use when this was written
     */
    public static Verdict of(String status) {
        return Arrays.stream(values())
                .filter(v -> v.name().equals(status.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
