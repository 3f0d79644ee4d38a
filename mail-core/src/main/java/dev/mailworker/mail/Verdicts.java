package dev.mailworker.mail;

import java.util.EnumMap;
import java.util.Map;

/**
 * What SES found in its checks of one mail. A check about which nothing was said is {@link Verdict#UNKNOWN}.
 *
 * @param byCheck the verdicts that are known
 */
public record Verdicts(Map<Check, Verdict> byCheck) {
    /** Nothing is known. */
    public static final Verdicts NONE = new Verdicts(Map.of());

    /** Copies the map. */
    public Verdicts {
        byCheck = Map.copyOf(byCheck);
    }

    /**
     * {@return the verdict of one check}
     *
     * @param check which
     */
    public Verdict of(Check check) {
        return byCheck.getOrDefault(check, Verdict.UNKNOWN);
    }

    /**
     * {@return these verdicts with one changed}
     *
     * @param check which
     * @param verdict its verdict
     */
    public Verdicts with(Check check, Verdict verdict) {
        Map<Check, Verdict> changed = new EnumMap<>(Check.class);
        changed.putAll(byCheck);
        changed.put(check, verdict);
        return new Verdicts(changed);
    }
}
