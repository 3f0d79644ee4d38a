package dev.mailworker.activity;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.TraceLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a mail at its latest attempt, without anything of what it says. Immutable.
 *
 * @param mail where it lies
 * @param domain the domain whose queue it came by
 * @param queuedAt when its message came into the queue
 * @param at when the attempt ended
 * @param status how it stands with it, in the words of {@link dev.mailworker.decide.Status}, or {@code skipped}
 * @param because why the message was settled as it was
 * @param attempt how often the message was given out
 * @param took how long the attempt took
 * @param againAtOrNull when it is tried again, or null if it isn't
 * @param senderOrNull who sent it, or null if that is not known
 * @param recipients how it stands with its recipients, the first {@value #MOST_RECIPIENTS} of them
 * @param moreRecipients how many others there are
 * @param trace each rule's ruling on these recipients and what came of it, as it is kept on record; empty before there was a
 *     decision
 */
public record RecentMail(
        BlobRef mail,
        String domain,
        Instant queuedAt,
        Instant at,
        String status,
        String because,
        int attempt,
        Duration took,
        @Nullable Instant againAtOrNull,
        @Nullable ReversePath senderOrNull,
        List<Recipient> recipients,
        int moreRecipients,
        List<TraceLine> trace) {
    /** So many recipients of a mail are kept, with what the rules said of them. */
    public static final int MOST_RECIPIENTS = 50;

    /** Copies the lists. */
    public RecentMail {
        recipients = List.copyOf(recipients);
        trace = List.copyOf(trace);
    }

    /**
     * How it stands with one recipient.
     *
     * @param address who, in lower case
     * @param status how, in the words of {@link dev.mailworker.decide.Status}; empty before there was a decision
     */
    public record Recipient(String address, String status) {}

    /** {@return when it is tried again; empty if it isn't} */
    public Optional<Instant> againAt() {
        return Optional.ofNullable(againAtOrNull);
    }

    /** {@return who sent it; empty if that is not known} */
    public Optional<ReversePath> sender() {
        return Optional.ofNullable(senderOrNull);
    }

    /** {@return whether its key, its sender or a recipient has a text in it, which is in lower case} */
    boolean has(String text) {
        return Stream.of(Stream.of(mail.key()), sender().map(ReversePath::toString).stream(), addresses())
                .flatMap(each -> each)
                .anyMatch(each -> each.toLowerCase(Locale.ROOT).contains(text));
    }

    private Stream<String> addresses() {
        return recipients.stream().map(Recipient::address);
    }

    /** {@return about how many characters it holds} */
    int characters() {
        int lines = trace.stream()
                .mapToInt(line -> line.rule().length()
                        + line.recipient().length()
                        + line.effect().length()
                        + line.because().length())
                .sum();
        return mail.bucket().length()
                + mail.key().length()
                + because.length()
                + addresses().mapToInt(String::length).sum()
                + lines;
    }
}
