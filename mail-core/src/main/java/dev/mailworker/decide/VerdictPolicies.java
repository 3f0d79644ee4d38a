package dev.mailworker.decide;

import dev.mailworker.mail.Check;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a site does with mail that fails one of SES's checks. A check without a policy is {@link Policy#PASS}.
 *
 * @param byCheck the policies
 * @param byDomain the policies for recipients of domains that have their own for all checks, by domain in lower case; what
 *     these say of domains in turn counts for nothing
 */
public record VerdictPolicies(Map<Check, Policy> byCheck, Map<String, VerdictPolicies> byDomain) {
    /** Everything passes with unchanged bytes. */
    public static final VerdictPolicies PASS_ALL = new VerdictPolicies(Map.of());

    /** Copies the maps. */
    public VerdictPolicies {
        byCheck = Map.copyOf(byCheck);
        byDomain = Map.copyOf(byDomain);
    }

    /**
     * The same policies for all domains.
     *
     * @param byCheck the policies
     */
    public VerdictPolicies(Map<Check, Policy> byCheck) {
        this(byCheck, Map.of());
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
        return new VerdictPolicies(changed, byDomain);
    }

    /**
     * {@return the policies for recipients of a domain}
     *
     * @param domain in lower case
     */
    public VerdictPolicies in(String domain) {
        return byDomain.getOrDefault(domain, this);
    }

    /**
     * {@return these policies, but others for some domains}
     *
     * @param policies by domain in lower case, each for all checks
     */
    public VerdictPolicies withDomains(Map<String, VerdictPolicies> policies) {
        return new VerdictPolicies(byCheck, policies);
    }
}
