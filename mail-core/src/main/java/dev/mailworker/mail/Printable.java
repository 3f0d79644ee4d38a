package dev.mailworker.mail;

/** Makes text that came from outside fit for one line of a log, an error or a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Replaces what could break a line or steer a terminal: controls, line separators, direction marks, lone surrogates.
     *
     * @param text anything
     * @return the same text on one line, with {@code ?} for each character replaced
     */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> isHarmless(c) ? c : '?').forEach(out::appendCodePoint);
        return out.toString();
    }

    /**
     * The same, cut to a length.
     *
     * @param text anything
     * @param maxLength the most characters to keep, at least 1; an ellipsis takes the place of the last when cut
     * @return one line of at most {@code maxLength} characters
     */
    public static String of(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return of(text);
        }
        int end = maxLength - 1;
        boolean splitsPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return of(text.substring(0, splitsPair ? end - 1 : end)) + "…";
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
