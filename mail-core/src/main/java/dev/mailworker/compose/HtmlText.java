package dev.mailworker.compose;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * What a piece of HTML says, as plain text: paragraphs, lists and rows on lines of their own, links with their address, pictures
 * by what they say instead. Made for what people write into an out-of-office message.
 */
final class HtmlText implements NodeFilter {
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
            Set.of("div", "li", "tr", "dt", "dd", "address", "header", "footer", "main", "form", "center");
    private static final Pattern HIDDEN = Pattern.compile("display\\s*:\\s*none", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINKED = Pattern.compile("(?i)(https?://|mailto:|tel:).*");
    private static final Pattern STATED_CHARSET =
            Pattern.compile("(<meta\\b[^<>]*?\\bcharset\\s*=\\s*[\"']?)[\\w:.+-]+", Pattern.CASE_INSENSITIVE);

    /** What stands in it where the items of a list have no numbers. */
    private static final int UNNUMBERED = Integer.MIN_VALUE;

    private final StringBuilder out = new StringBuilder();
    private final Deque<Integer> lists = new ArrayDeque<>();
    private int newlines;
    private boolean space;
    private boolean behindMarker;
    private int linkStart;
    private int preformatted;

    private HtmlText() {}

    /**
     * {@return what it says}
     *
     * @param html a document or a piece of one
     */
    static String of(String html) {
        HtmlText text = new HtmlText();
        Jsoup.parse(html).body().filter(text);
        return text.out.toString().strip();
    }

    /**
     * {@return the same HTML for a part that is UTF-8, whatever charset it says of itself}
     *
     * @param html a document or a piece of one
     */
    static String sayingUtf8(String html) {
        return STATED_CHARSET.matcher(html).replaceAll("$1UTF-8");
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            say(text);
        } else if (node instanceof Element element) {
            if (isUnseen(element)) {
                return FilterResult.SKIP_ENTIRELY;
            }
            begin(element);
        }
        return FilterResult.CONTINUE;
    }

    private static boolean isUnseen(Element element) {
        return UNSEEN.contains(element.normalName())
                || element.hasAttr("hidden")
                || HIDDEN.matcher(element.attr("style")).find();
    }

    private void begin(Element element) {
        breakAround(element);
        switch (element.normalName()) {
            case "br" -> newlines++;
            case "td", "th" -> space = true;
            case "pre" -> preformatted++;
            case "ul" -> lists.push(UNNUMBERED);
            case "ol" -> lists.push(start(element));
            case "li" -> marker();
            case "a" -> linkStart = out.length();
            case "img" -> inline(element.attr("alt"));
            default -> {}
        }
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            switch (element.normalName()) {
                case "pre" -> preformatted--;
                case "ul", "ol" -> lists.pop();
                case "a" -> endLink(element.attr("href").strip());
                default -> {}
            }
            breakAround(element);
        }
        return FilterResult.CONTINUE;
    }

    /** What stands behind a list's marker stays there. */
    private void breakAround(Element element) {
        if (behindMarker) {
            return;
        }
        if (PARAGRAPHS.contains(element.normalName())) {
            newlines = Math.max(newlines, 2);
        } else if (LINES.contains(element.normalName())) {
            newlines = Math.max(newlines, 1);
        }
    }

    private static int start(Element list) {
        String start = list.attr("start").strip();
        return start.matches("-?\\d{1,6}") ? Integer.parseInt(start) : 1;
    }

    private void marker() {
        int number = lists.isEmpty() ? UNNUMBERED : lists.pop();
        put(number == UNNUMBERED ? "-" : number + ".");
        lists.push(number == UNNUMBERED ? number : number + 1);
        space = true;
        behindMarker = true;
    }

    private void endLink(String href) {
        if (!LINKED.matcher(href).matches()) {
            return;
        }
        String shown = out.substring(Math.min(linkStart, out.length())).strip();
        String bare = href.replaceFirst("(?i)^(mailto:|tel:)", "");
        if (!shown.equals(href) && !shown.equals(bare)) {
            put(" <" + bare + ">");
        }
    }

    private void say(TextNode text) {
        if (preformatted > 0) {
            lines(text.getWholeText());
        } else {
            inline(text.getWholeText());
        }
    }

    private void lines(String text) {
        String[] lines = text.split("\\r\\n|\\r|\\n", -1);
        for (int i = 0; i < lines.length; i++) {
            newlines += i == 0 ? 0 : 1;
            if (!lines[i].isBlank()) {
                put(plain(lines[i]));
            }
        }
    }

    private void inline(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean ends = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (ends && i > start) {
                put(plain(text.substring(start, i)));
            }
            if (ends) {
                space = space || i < text.length();
                start = i + 1;
            }
        }
    }

    /** To readers of plain text a no-break space is a space, and a soft hyphen nothing. */
    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace("\u00ad", "");
    }

    /** Puts down what space and line ends were due before it. */
    private void put(String text) {
        if (out.length() > 0) {
            if (newlines > 0) {
                out.append("\n".repeat(Math.min(newlines, 2)));
            } else if (space && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        newlines = 0;
        space = false;
        behindMarker = false;
        out.append(text);
    }
}
