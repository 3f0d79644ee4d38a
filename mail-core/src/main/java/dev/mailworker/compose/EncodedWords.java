package dev.mailworker.compose;

import dev.mailworker.compose.DecodedText.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the encoded words of a field (RFC 2047) as mails have them: also glued to other text, in quotes, with blanks in them, and
 * with a character that begins in one word and ends in the next. Each stands for itself: one of a charset that Java has not is left as
 * it is.
 */
final class EncodedWords {
    private static final Pattern WORD = Pattern.compile(
            "=\\?([\\x21-\\x7e&&[^?]]{1,60}+)\\?([bBqQ])\\?([^?]{0,2000}+(?:\\?(?!=)[^?]{0,2000}+){0,100}+)\\?=");

    /** What may stand wherever a word may, the names of mailboxes included (RFC 2047 §5). */
    private static final Pattern SAFE = Pattern.compile("=\\?[\\w*+-]{1,60}\\?[bBqQ]\\?[A-Za-z0-9!*+/=_-]{1,500}\\?=");

    private static final class Word {
        private final String text;
        private final String charset;
        private final byte[] octets;

        Word(String text, String charset, byte[] octets) {
            this.text = text;
            this.charset = charset;
            this.octets = octets;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final List<Word> waiting = new ArrayList<>();

    private EncodedWords() {}

    static List<Piece> read(String value) {
        EncodedWords words = new EncodedWords();
        Matcher matcher = WORD.matcher(value);
        int end = 0;
        while (matcher.find()) {
            words.between(value.substring(end, matcher.start()));
            words.word(matcher);
            end = matcher.end();
        }
        words.between(value.substring(end));
        words.decode();
        return words.pieces;
    }

    /** Blanks between two words stand for nothing (§6.2). */
    private void between(String text) {
        if (!text.isBlank() || waiting.isEmpty()) {
            decode();
            say(text);
        }
    }

    private void word(Matcher matcher) {
        // A language may follow the charset (RFC 2231 §5).
        String charset = matcher.group(1).split("\\*", 2)[0].toLowerCase(Locale.ROOT);
        byte[] octets = matcher.group(2).equalsIgnoreCase("b") ? base64(matcher.group(3)) : quoted(matcher.group(3));
        if (!waiting.isEmpty() && !waiting.get(0).charset.equals(charset)) {
            decode();
        }
        waiting.add(new Word(matcher.group(), charset, octets));
    }

    private static byte[] base64(String text) {
        String digits = text.replaceAll("[^A-Za-z0-9+/]", "");
        return Base64.getDecoder().decode(digits.length() % 4 == 1 ? digits.substring(0, digits.length() - 1) : digits);
    }

    private static byte[] quoted(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                out.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.writeBytes(String.valueOf(c == '_' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    private void decode() {
        if (waiting.isEmpty()) {
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        waiting.forEach(word -> all.writeBytes(word.octets));
        Optional<Charset> charset = Charsets.named(waiting.get(0).charset, all.toByteArray());
        if (charset.isPresent()) {
            say(decoded(charset.get(), all.toByteArray()));
        } else {
            waiting.forEach(word -> {
                boolean safe = SAFE.matcher(word.text).matches();
                pieces.add(new Piece(safe ? word.text : " " + word.text + " ", safe));
            });
        }
        waiting.clear();
    }

    /** Each word by itself, as the standard has it; if that isn't possible, as if they were one. */
    private String decoded(Charset charset, byte[] all) {
        List<Optional<String>> each = waiting.stream()
                .map(word -> Charsets.strictly(word.octets, charset))
                .toList();
        return each.stream().allMatch(Optional::isPresent)
                ? each.stream().map(Optional::orElseThrow).collect(Collectors.joining())
                : new String(all, charset);
    }

    private void say(String text) {
        Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last != null && !last.isEncoded()) {
            pieces.set(pieces.size() - 1, new Piece(last.text() + text, false));
        } else if (!text.isEmpty()) {
            pieces.add(new Piece(text, false));
        }
    }
}
