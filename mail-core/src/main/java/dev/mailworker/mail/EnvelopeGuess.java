package dev.mailworker.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts an envelope together from a mail's header, for mails that come without one. The sender is the topmost
 * {@code Return-Path}, or null; the recipients are those for whom the topmost {@code Received} field that says so was
 * written (RFC 5321 §4.4, {@code for}), and the managed addresses of {@code To} and {@code Cc}. Blind-copied recipients
 * can be missing.
 */
public final class EnvelopeGuess {
    private static final Pattern FOR = Pattern.compile("\\bfor\\s+<?([^\\s<>;,@]{1,320}@[^\\s<>;,@]{1,255})>?");

    private EnvelopeGuess() {}

    /**
     * {@return the envelope that a mail seems to have had}
     *
     * @param headers the mail's header
     * @param managedDomain whether mail for a domain (lower-case) is this site's
     */
    public static Envelope of(Headers headers, Predicate<String> managedDomain) {
        ReversePath sender = headers.first("Return-Path")
                .flatMap(EmailAddress::parse)
                .map(ReversePath::of)
                .orElse(ReversePath.NULL);
        List<EmailAddress> recipients = Stream.of(traced(headers), headers.addresses("To"), headers.addresses("Cc"))
                .flatMap(List::stream)
                .flatMap(text -> EmailAddress.parse(text).stream())
                .filter(address -> managedDomain.test(address.domain()))
                .toList();
        return new Envelope(sender, recipients, List.of(), Envelope.Origin.GUESSED);
    }

    private static List<String> traced(Headers headers) {
        for (String received : headers.all("Received")) {
            List<String> found = new ArrayList<>();
            Matcher matcher = FOR.matcher(received);
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
