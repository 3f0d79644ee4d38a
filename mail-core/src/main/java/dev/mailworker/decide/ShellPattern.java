package dev.mailworker.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * A shell wildcard that means what Python's {@code fnmatch.translate} makes of it, with both sides lower-cased in the
 * root locale: {@code *} is anything, {@code ?} one character, {@code [seq]} one of those, {@code [!seq]} one other;
 * backslash is itself, an unclosed {@code [} too, and a reversed range matches nothing. A character is a code point.
 *
 * <p>Matching takes at most pattern length × text length steps. Immutable.
 */
public final class ShellPattern {
    private final String source;
    private final List<Part> parts;

    /** What one place of the pattern takes: any run of characters, or one character that it accepts. */
    private record Part(boolean isStar, IntPredicate accepts) {
        static Part one(IntPredicate accepts) {
            return new Part(false, accepts);
        }
    }

    private record Range(int low, int high) {
        boolean contains(int c) {
            return low <= c && c <= high;
        }
    }

    private ShellPattern(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
    }

    /**
     * {@return a pattern}
     *
     * @param pattern any text; there are no bad ones
     */
    public static ShellPattern of(String pattern) {
        int[] chars = lower(pattern);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < chars.length; i++) {
            int end = chars[i] == '[' ? closingBracket(chars, i) : -1;
            if (end > 0) {
                parts.add(Part.one(set(new String(chars, i + 1, end - i - 1))));
                i = end;
            } else {
                parts.add(single(chars[i]));
            }
        }
        return new ShellPattern(pattern, List.copyOf(parts));
    }

    /**
     * {@return whether the whole text matches}
     *
     * @param text any text
     */
    public boolean matches(String text) {
        int[] chars = lower(text);
        int part = 0;
        int at = 0;
        int lastStar = -1;
        int retryFrom = 0;
        while (at < chars.length) {
            if (part < parts.size() && parts.get(part).isStar()) {
                lastStar = part++;
                retryFrom = at;
            } else if (part < parts.size() && parts.get(part).accepts().test(chars[at])) {
                part++;
                at++;
            } else if (lastStar >= 0) {
                // The last star takes one character more; an earlier one never needs to.
                part = lastStar + 1;
                at = ++retryFrom;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part).isStar()) {
            part++;
        }
        return part == parts.size();
    }

    private static int[] lower(String text) {
        return text.toLowerCase(Locale.ROOT).codePoints().toArray();
    }

    private static Part single(int c) {
        return switch (c) {
            case '*' -> new Part(true, any -> true);
            case '?' -> Part.one(any -> true);
            default -> Part.one(other -> other == c);
        };
    }

    private static int closingBracket(int[] chars, int open) {
        int i = open + 1;
        if (i < chars.length && chars[i] == '!') {
            i++;
        }
        if (i < chars.length && chars[i] == ']') {
            i++;
        }
        while (i < chars.length && chars[i] != ']') {
            i++;
        }
        return i < chars.length ? i : -1;
    }

    /** Follows fnmatch step by step, because what it makes of odd ranges is the contract. */
    private static IntPredicate set(String inside) {
        List<String> chunks = splitAtRanges(inside);
        for (int k = chunks.size() - 1; k > 0; k--) {
            String left = chunks.get(k - 1);
            String right = chunks.get(k);
            if (last(left) > right.codePointAt(0)) {
                chunks.set(k - 1, withoutLast(left) + withoutFirst(right));
                chunks.remove(k);
            }
        }
        boolean negated = chunks.get(0).startsWith("!");
        if (negated) {
            chunks.set(0, chunks.get(0).substring(1));
        }
        IntPredicate inSet = inChunks(chunks);
        return negated ? inSet.negate() : inSet;
    }

    private static List<String> splitAtRanges(String inside) {
        List<String> chunks = new ArrayList<>();
        int from = 0;
        int search = next(inside, inside.startsWith("!") ? 1 : 0);
        for (int dash = inside.indexOf('-', search); dash >= 0; dash = inside.indexOf('-', search)) {
            chunks.add(inside.substring(from, dash));
            from = dash + 1;
            // As fnmatch does: the dash behind a range starts none.
            search = next(inside, next(inside, next(inside, dash)));
        }
        String rest = inside.substring(from);
        if (!rest.isEmpty() || chunks.isEmpty()) {
            chunks.add(rest);
        } else {
            chunks.set(chunks.size() - 1, chunks.get(chunks.size() - 1) + "-");
        }
        return chunks;
    }

    /** The index after the character at an index. */
    private static int next(String text, int index) {
        return index >= text.length() ? text.length() : text.offsetByCodePoints(index, 1);
    }

    /** Members of all chunks, and the ranges between one chunk's last character and the next one's first. */
    private static IntPredicate inChunks(List<String> chunks) {
        List<Range> ranges = new ArrayList<>();
        for (int k = 1; k < chunks.size(); k++) {
            ranges.add(new Range(last(chunks.get(k - 1)), chunks.get(k).codePointAt(0)));
        }
        String members = String.join("", chunks);
        return c -> members.indexOf(c) >= 0 || ranges.stream().anyMatch(range -> range.contains(c));
    }

    private static int last(String text) {
        return text.codePointBefore(text.length());
    }

    private static String withoutLast(String text) {
        return text.substring(0, text.length() - Character.charCount(last(text)));
    }

    private static String withoutFirst(String text) {
        return text.substring(Character.charCount(text.codePointAt(0)));
    }

    /** {@return the pattern as it was written} */
    @Override
    public String toString() {
        return source;
    }
}
