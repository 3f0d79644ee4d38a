package dev.mailworker.smtp;

import dev.mailworker.mail.Printable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server answered (RFC 5321 §4.2).
 *
 * @param code the reply code, such as 550
 * @param enhanced the enhanced status code (RFC 2034), such as {@code 5.1.1}; empty if there is none
 * @param text the rest of all lines, in one line, harmless to print
 */
record Reply(int code, String enhanced, String text) {
    private static final int NONE = -1;
    private static final int MAX_TEXT = 500;
    private static final Pattern ENHANCED = Pattern.compile("^([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+|$)");

    /**
     * Reads a reply.
     *
     * @param code the code, already read
     * @param lines the whole reply, each line with its code
     */
    static Reply of(int code, String lines) {
        List<String> texts = lines.lines()
                .map(line -> line.length() > 4 ? line.substring(4) : "")
                .toList();
        Matcher first = ENHANCED.matcher(texts.isEmpty() ? "" : texts.get(0));
        String enhanced = first.find() ? first.group(1) : "";
        String text = texts.stream()
                .map(line -> ENHANCED.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
        return new Reply(code, enhanced, Printable.of(text, MAX_TEXT));
    }

    /**
     * {@return that there is no reply}
     *
     * @param closed whether the server closed the connection; else what it said is none
     */
    static Reply none(boolean closed) {
        return new Reply(NONE, "", closed ? "the server closed the connection" : "the server answers nonsense");
    }

    /** {@return whether this is no reply at all} */
    boolean isNone() {
        return code == NONE;
    }

    /** {@return whether the command was carried out} */
    boolean isPositive() {
        return code >= 200 && code < 300;
    }

    /** {@return whether the server refuses for good, by both of its codes} */
    boolean isPermanent() {
        return code >= 500 && code < 600 && (enhanced.isEmpty() || enhanced.startsWith("5"));
    }

    /** {@return whether the server is about to close the connection, whatever was asked (RFC 5321 §3.8)} */
    boolean isGoodbye() {
        return code == 421;
    }

    /** {@return the server's words in one line} */
    @Override
    public String toString() {
        return (code + " " + enhanced).strip() + (text.isEmpty() ? "" : " " + text);
    }
}
