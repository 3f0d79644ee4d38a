package dev.mailworker.compose;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a piece of HTML says, as plain text: paragraphs, lists and rows on lines of their own, links with their address. Made
 * for what people write into an out-of-office message, and safe for anything else: it takes a time that grows with the
 * length, and whatever isn't understood is left out or stays as it stands.
 */
final class HtmlText {
    /** Elements whose content nobody reads. */
    private static final Set<String> UNSEEN = Set.of("script", "style", "head", "title", "template");

    private static final Set<String> PARAGRAPHS = Set.of(
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "dl",
            "table",
            "blockquote",
            "pre",
            "hr",
            "article",
            "section");
    private static final Set<String> LINES =
            Set.of("br", "div", "li", "tr", "dt", "dd", "address", "header", "footer", "main", "form", "center");
    private static final Pattern HREF =
            Pattern.compile("\\shref\\s*+=\\s*+(\"[^\"]*+\"|'[^']*+'|[^\\s\"'>]++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINKED = Pattern.compile("(?i)(https?://|mailto:|tel:).*");

    private final String html;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int newlines;
    private boolean space;
    private String link = "";
    private int linkStart;

    private HtmlText(String html) {
        this.html = html;
    }

    /**
     * {@return what it says}
     *
     * @param html a document or a piece of one
     */
    static String of(String html) {
        HtmlText text = new HtmlText(html);
        text.run();
        return text.out.toString().strip();
    }

    private void run() {
        // The end of nothing: else each < would look through all the rest for its >.
        int lastEnd = html.lastIndexOf('>');
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<' && at < lastEnd && startsTag()) {
                tag();
            } else if (c == '&') {
                HtmlEntities.Read entity = HtmlEntities.read(html, at);
                say(entity.text());
                at += entity.length();
            } else if (Character.isWhitespace(c)) {
                space = true;
                at++;
            } else {
                say(String.valueOf(c));
                at++;
            }
        }
    }

    private boolean startsTag() {
        char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
        return Character.isLetter(next) || next == '/' || next == '!' || next == '?';
    }

    private void tag() {
        if (html.startsWith("<!--", at)) {
            int end = html.indexOf("-->", at + 4);
            at = end < 0 ? html.length() : end + 3;
            return;
        }
        int end = endOfTag();
        String inside = html.substring(at + 1, end);
        boolean closing = inside.startsWith("/");
        String name = inside.substring(closing ? 1 : 0).split("[\\s/]", 2)[0].toLowerCase(Locale.ROOT);
        at = Math.min(end + 1, html.length());
        if (UNSEEN.contains(name) && !closing) {
            skipTo("</" + name);
        } else {
            obey(name, closing, inside);
        }
    }

    /** A > in a quoted value ends no tag, unless the quotes are never closed. */
    private int endOfTag() {
        char quote = 0;
        for (int i = at + 1; i < html.length(); i++) {
            char c = html.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                return i;
            } else if ((c == '"' || c == '\'') && html.charAt(i - 1) == '=') {
                quote = c;
            }
        }
        int plain = html.indexOf('>', at);
        return plain < 0 ? html.length() : plain;
    }

    private void skipTo(String end) {
        for (int i = html.indexOf('<', at); i >= 0; i = html.indexOf('<', i + 1)) {
            if (html.regionMatches(true, i, end, 0, end.length())) {
                at = i;
                return;
            }
        }
        at = html.length();
    }

    private void obey(String name, boolean closing, String inside) {
        if (PARAGRAPHS.contains(name)) {
            newlines = Math.max(newlines, 2);
        } else if (LINES.contains(name)) {
            newlines = name.equals("br") ? newlines + 1 : Math.max(newlines, 1);
            if (name.equals("li") && !closing) {
                say("- ");
            }
        } else if (name.equals("td") || name.equals("th")) {
            space = true;
        } else if (name.equals("a")) {
            endLink();
            link = closing ? "" : href(inside);
            linkStart = out.length();
        }
    }

    private void endLink() {
        if (link.isEmpty()) {
            return;
        }
        String target = link;
        String shown = out.substring(Math.min(linkStart, out.length())).strip();
        link = "";
        String bare = target.replaceFirst("(?i)^(mailto:|tel:)", "");
        if (!shown.equals(target) && !shown.equals(bare)) {
            say(" <" + bare + ">");
        }
    }

    private static String href(String inside) {
        Matcher matcher = HREF.matcher(inside);
        if (!matcher.find()) {
            return "";
        }
        String value = matcher.group(1);
        boolean isQuoted = value.startsWith("\"") || value.startsWith("'");
        String target = HtmlEntities.decoded(isQuoted ? value.substring(1, value.length() - 1) : value)
                .strip();
        return LINKED.matcher(target).matches() ? target : "";
    }

    /** Puts down what space and line ends were due before it. */
    private void say(String text) {
        if (out.length() > 0) {
            if (newlines > 0) {
                out.append("\n".repeat(Math.min(newlines, 2)));
            } else if (space && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        newlines = 0;
        space = false;
        out.append(text);
    }
}
