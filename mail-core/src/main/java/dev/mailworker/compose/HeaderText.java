package dev.mailworker.compose;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Headers;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text in header fields: encoded words (RFC 2047) read and made, names of mailboxes, nothing that could break a line. */
public final class HeaderText {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    /** What the parser of addresses takes time for in the square of. */
    private static final int LONGEST_PARSED = 2 * 1024;

    private static final int IN_A_WORD = 40;

    private HeaderText() {}

    /**
     * {@return what a field's value says to people: encoded words decoded, on one line, without controls}
     *
     * @param value as it stands in the mail
     * @param maxLength the most characters to keep; an ellipsis takes the place of the last when cut
     */
    public static String decoded(String value, int maxLength) {
        return clean(DecodedText.read(value, maxLength).toString(), maxLength);
    }

    /**
     * {@return a field's value as another field can hold it: as it came where that is plain ASCII and not too long, else
     * decoded, cut and encoded anew, so that no encoded word is cut}
     *
     * @param value as it stands in the mail
     * @param maxLength the most characters to keep
     */
    public static String again(String value, int maxLength) {
        String line = value.replace('\t', ' ');
        boolean plain = line.length() <= maxLength && line.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return plain ? line : DecodedText.read(value, maxLength).encoded();
    }

    /** {@return text on one line, without controls, half characters and what turns its direction, each run of spaces one} */
    static String clean(String text, int maxLength) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .filter(c -> !turnsTheRest(c))
                .map(c -> isHarmless(c) ? c : ' ')
                .forEach(clean::appendCodePoint);
        String line = clean.toString().strip().replaceAll(" {2,}", " ");
        if (line.codePointCount(0, line.length()) <= maxLength) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, maxLength - 1)).strip() + "…";
    }

    /** Embeddings, overrides and isolates (UAX #9, 2.1 to 2.5): with them, what stands behind a name is shown before it. */
    private static boolean turnsTheRest(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    /** Other format characters stay: Persian words and families of emoji are made with them. */
    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /**
     * {@return text as an unstructured field's value holds it, in encoded words where it isn't plain ASCII}
     *
     * @param text clean text
     */
    public static String encoded(String text) {
        boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f) && !text.contains("=?");
        if (plain) {
            return text;
        }
        try {
            // Where it is all ASCII, the library sees nothing to encode: then the marks of an encoded word would stand
            // there.
            return text.chars().allMatch(c -> c < 0x7f)
                    ? inBase64(text)
                    : unfolded(MimeUtility.encodeText(text, UTF_8, null));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
    }

    /** At most 75 characters make an encoded word, so a longer text makes several. */
    private static String inBase64(String ascii) {
        return IntStream.iterate(0, start -> start < ascii.length(), start -> start + IN_A_WORD)
                .mapToObj(start -> ascii.substring(start, Math.min(start + IN_A_WORD, ascii.length())))
                .map(piece -> Base64.getEncoder().encodeToString(piece.getBytes(StandardCharsets.US_ASCII)))
                .map(word -> "=?UTF-8?B?" + word + "?=")
                .collect(Collectors.joining(" "));
    }

    /**
     * {@return a mailbox as an address field holds it, with its name encoded or quoted as needed}
     *
     * @param name clean text; empty is no name
     * @param address the address
     */
    public static String mailbox(String name, EmailAddress address) {
        return mailbox(DecodedText.of(name), address);
    }

    /** {@return a mailbox as an address field holds it, with its name encoded or quoted as needed; empty is no name} */
    static String mailbox(DecodedText name, EmailAddress address) {
        return name.isEmpty() ? address.toAddrSpec() : name.phrase() + " <" + address.toAddrSpec() + ">";
    }

    /** {@return clean text as part of the name of a mailbox, encoded or quoted as needed} */
    static String phrase(String text) {
        try {
            String named = unfolded(new InternetAddress("a@b", text, UTF_8).toString());
            return named.substring(0, named.length() - " <a@b>".length());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
    }

    /** {@return the name of the first mailbox of an address field, as people read it; empty if there is none} */
    static Optional<DecodedText> firstName(String value, int maxLength) {
        return names(value, maxLength).values().stream().findFirst().or(() -> parsed(value).stream()
                .limit(1)
                .map(mailbox -> DecodedText.read(nameOf(mailbox), maxLength))
                .filter(name -> !name.isEmpty())
                .findFirst());
    }

    /** {@return who is called what in an address field, as people read it; a comma that nobody quoted parts no name} */
    static Map<EmailAddress, DecodedText> names(String value, int maxLength) {
        Map<EmailAddress, DecodedText> names = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (InternetAddress mailbox : parsed(value)) {
            String bare = String.valueOf(mailbox.getAddress());
            String name = nameOf(mailbox);
            Optional<EmailAddress> address = EmailAddress.parse(bare);
            if (address.isEmpty() && name.isEmpty() && !mailbox.isGroup()) {
                words.add(bare);
                continue;
            }
            words.add(name);
            words.removeIf(String::isEmpty);
            DecodedText whole = DecodedText.read(String.join(", ", words), maxLength);
            if (!whole.isEmpty()) {
                address.ifPresent(known -> names.putIfAbsent(known, whole));
            }
            words.clear();
        }
        return names;
    }

    private static List<InternetAddress> parsed(String value) {
        if (value.length() > LONGEST_PARSED) {
            return List.of();
        }
        try {
            return List.of(InternetAddress.parseHeader(value, false));
        } catch (AddressException | RuntimeException againstTheGrammar) {
            return List.of();
        }
    }

    /** As it stands in the field but for its quotes: the library's own decoding gives up on charsets and split characters. */
    private static String nameOf(InternetAddress mailbox) {
        String whole = mailbox.toString();
        String address = " <" + mailbox.getAddress() + ">";
        if (!whole.endsWith(address)) {
            return "";
        }
        String name = whole.substring(0, whole.length() - address.length());
        boolean isQuoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return isQuoted ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1") : name;
    }

    /**
     * {@return what some fields say, for a field that isn't parsed: in their own words, unless those hold what no field of
     * ours does}
     *
     * @param values as they stand in the mail
     * @param maxLength the most characters to keep
     */
    static String words(List<String> values, int maxLength) {
        String all = values.stream()
                .filter(value -> !value.isBlank())
                .map(value -> value.replace('\t', ' '))
                .collect(Collectors.joining(", "));
        boolean passes = all.length() <= maxLength
                && all.chars().allMatch(c -> c < 0x7f)
                && EncodedWords.read(all).stream()
                        .flatMapToInt(piece -> piece.text().codePoints())
                        .allMatch(c -> isHarmless(c) && !turnsTheRest(c));
        return passes ? all : DecodedText.read(all, maxLength).encoded();
    }

    /** {@return the value of one address field that names everybody whom several name} */
    static String joined(List<String> values) {
        return values.stream()
                .map(value -> value.replaceAll("[,\\s]++$", ""))
                .map(value -> isClosed(value) ? value : String.join(", ", addresses(value)))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** A quote or comment that is left open would swallow what is joined to it. */
    private static boolean isClosed(String value) {
        try {
            return value.length() > LONGEST_PARSED || InternetAddress.parseHeader(value, true).length > 0;
        } catch (AddressException | RuntimeException againstTheGrammar) {
            return false;
        }
    }

    private static List<String> addresses(String value) {
        return new Headers(List.of(new HeaderField("To", value))).addresses("To");
    }

    private static String unfolded(String text) {
        return text.replaceAll("\\r\\n[ \\t]*", " ");
    }
}
