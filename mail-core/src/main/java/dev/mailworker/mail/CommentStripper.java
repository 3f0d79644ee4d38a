package dev.mailworker.mail;

/**
 * Takes comments out of a field's value, and the space around the dots and the @ of an address (RFC 5322 §3.2.2, CFWS;
 * §4.4 for what stands around dots). Quoted strings stay as they are.
 */
final class CommentStripper {
    private final String value;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private CommentStripper(String value) {
        this.value = value;
    }

    static String strip(String value) {
        CommentStripper stripper = new CommentStripper(value);
        stripper.run();
        return stripper.out.toString();
    }

    private void run() {
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c == '"') {
                quoted();
            } else if (c == '(') {
                skipComment();
            } else if (c == '@' || c == '.') {
                trimSpace();
                out.append(c);
                at++;
                skipSpaceAndComments();
            } else {
                // NUL was made U+FFFD; nothing of an address is either.
                out.append(c == '\uFFFD' ? ' ' : c);
                at++;
            }
        }
    }

    private void quoted() {
        int start = at++;
        while (at < value.length() && value.charAt(at) != '"') {
            at += value.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, value.length());
        out.append(value, start, at);
    }

    /** One that is not closed is none: the parenthesis is a character like others. */
    private void skipComment() {
        int end = endOfComment();
        if (end < 0) {
            out.append(value, at, value.length());
            at = value.length();
        } else {
            at = end;
        }
    }

    private int endOfComment() {
        int depth = 0;
        for (int i = at; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private void skipSpaceAndComments() {
        while (at < value.length()) {
            char c = value.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '(' && endOfComment() > 0) {
                skipComment();
            } else {
                return;
            }
        }
    }

    private void trimSpace() {
        int end = out.length();
        while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) {
            end--;
        }
        out.setLength(end);
    }
}
