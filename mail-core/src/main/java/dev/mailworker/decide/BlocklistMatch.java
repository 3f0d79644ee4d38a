package dev.mailworker.decide;

import dev.mailworker.mail.Headers;
import dev.mailworker.mail.ReversePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A blocked-sender pattern that matched.
 *
 * @param pattern the pattern as it stands in the table
 * @param sender the address that it matched
 */
public record BlocklistMatch(String pattern, Sender sender) {
    /**
     * An address that counts as the mail's sender.
     *
     * @param place where the mail has it: {@code envelope sender} or {@code From}
     * @param address the bare address
     */
    public record Sender(String place, String address) {}

    /**
     * {@return the addresses that patterns are tried against: the envelope sender, unless null, and every address of every
     * From field}
     *
     * @param envelopeSender the envelope's
     * @param headers the mail's header
     */
    public static List<Sender> senders(ReversePath envelopeSender, Headers headers) {
        Set<Sender> senders = new LinkedHashSet<>();
        envelopeSender.address().ifPresent(a -> senders.add(new Sender("envelope sender", a.toString())));
        headers.addresses("From").forEach(a -> senders.add(new Sender("From", a)));
        return List.copyOf(senders);
    }

    /**
     * {@return every match, in the order of the patterns}
     *
     * @param patterns a mailbox's patterns
     * @param senders the mail's senders
     */
    public static List<BlocklistMatch> all(List<String> patterns, List<Sender> senders) {
        List<BlocklistMatch> matches = new ArrayList<>();
        for (String pattern : patterns) {
            ShellPattern compiled = ShellPattern.of(pattern);
            for (Sender sender : senders) {
                if (compiled.matches(sender.address())) {
                    matches.add(new BlocklistMatch(pattern, sender));
                }
            }
        }
        return matches;
    }

    /** A mailbox's patterns, in words. */
    static String count(List<String> patterns) {
        return patterns.size() == 1 ? "its pattern" : "any of its " + patterns.size() + " patterns";
    }

    /** {@return the match as a reason} */
    @Override
    public String toString() {
        return "pattern '" + pattern + "' matches the " + sender.place() + " " + sender.address();
    }
}
