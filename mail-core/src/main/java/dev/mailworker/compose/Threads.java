package dev.mailworker.compose;

import dev.mailworker.mail.Headers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What makes a mail part of a thread (RFC 5322 §3.6.4). */
final class Threads {
    /** Also of letters beyond ASCII (RFC 6532 §3.2): they are passed on as they are, because ids are compared as they are. */
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\p{C}\\p{Z}]{1,500}+>");

    /** As some programs write it, without its brackets. */
    private static final Pattern BARE_ID =
            Pattern.compile("[^<>()\\[\\]:;,\"@\\p{C}\\p{Z}]{1,250}+@[^<>()\\[\\]:;,\"@\\p{C}\\p{Z}]{1,250}+");

    private static final int LONGEST_ORIGINAL = 900;

    /** With more, the first and the latest are kept: mail programs need no others. */
    private static final int MOST_REFERENCES = 20;

    private Threads() {}

    /** {@return a mail's message id with its angle brackets, if it has one} */
    static Optional<String> messageId(Headers headers) {
        return headers.all("Message-ID").stream()
                .flatMap(value -> bareId(value).or(() -> ids(value).stream().findFirst()).stream())
                .findFirst();
    }

    private static Optional<String> bareId(String value) {
        return BARE_ID.matcher(value).matches() ? Optional.of("<" + value + ">") : Optional.empty();
    }

    /** {@return what a mail has for its message id, be it one or not, as an unstructured field holds it; empty if nothing} */
    static Optional<String> originalId(Headers headers) {
        return headers.all("Message-ID").stream()
                .map(value -> HeaderText.clean(value, LONGEST_ORIGINAL))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(HeaderText::encoded);
    }

    /** {@return what a mail that answers this one, or carries it on, has in {@code References}; empty if nothing} */
    static String references(Headers headers) {
        Set<String> ids = new LinkedHashSet<>();
        headers.all("References").forEach(value -> ids.addAll(ids(value)));
        if (ids.isEmpty()) {
            List<String> answered = ids(headers.first("In-Reply-To").orElse(""));
            // With several it isn't known which of them is the parent.
            ids.addAll(answered.size() == 1 ? answered : List.of());
        }
        messageId(headers).ifPresent(id -> {
            ids.remove(id);
            ids.add(id);
        });
        List<String> all = new ArrayList<>(ids);
        if (all.size() > MOST_REFERENCES) {
            all.subList(1, all.size() - MOST_REFERENCES + 1).clear();
        }
        return String.join(" ", all);
    }

    private static List<String> ids(String value) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = MESSAGE_ID.matcher(value);
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return ids;
    }
}
