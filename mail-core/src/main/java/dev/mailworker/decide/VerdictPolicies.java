package dev.mailworker.decide;

import dev.mailworker.mail.Check;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a site does with mail that fails one of SES's checks. A check without a policy is {@link Policy#PASS}.
 *
 * @param byCheck the policies
 */
public record VerdictPolicies(Map<Check, Policy> byCheck) {
    /** Everything passes with unchanged bytes. */
    public static final VerdictPolicies PASS_ALL = new VerdictPolicies(Map.of());

    /** Copies the map. */
    public VerdictPolicies {
        byCheck = Map.copyOf(byCheck);
    }

    /** What to do. */
    public enum Policy {
        /** Deliver, unchanged. */
        PASS,
        /**
         * Deliver with a field that carries the verdict, whatever it is, for the mailbox's own filters; fields of that
         * name that the sender wrote are taken away first.
         */
        TAG,
        /** If the check failed, keep the mail in the store and deliver nothing; a person may release it. */
        HOLD,
        /** If the check failed, deliver nothing. The object stays. */
        DISCARD
    }

    /**
     * {@return the policy for a check}
     *
     * @param check which
     */
    public Policy of(Check check) {
        return byCheck.getOrDefault(check, Policy.PASS);
    }

    /**
     * {@return these policies with one changed}
     *
     * @param check which
     * @param policy its policy
     */
    public VerdictPolicies with(Check check, Policy policy) {
        Map<Check, Policy> changed = new EnumMap<>(Check.class);
        changed.putAll(byCheck);
        changed.put(check, policy);
        return new VerdictPolicies(changed);
    }
}
