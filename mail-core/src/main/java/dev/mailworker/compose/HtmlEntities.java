package dev.mailworker.compose;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Characters by name or number, as HTML has them. */
final class HtmlEntities {
    /** The names of U+00A0 to U+00FF, in their order. */
    private static final List<String> LATIN =
            List.of(("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy"
                            + " reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
                            + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml"
                            + " ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig"
                            + " agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml"
                            + " eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml")
                    .split(" "));

    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("euro", "\u20ac"),
            Map.entry("hellip", "\u2026"),
            Map.entry("ndash", "\u2013"),
            Map.entry("mdash", "\u2014"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("sbquo", "\u201a"),
            Map.entry("ldquo", "\u201c"),
            Map.entry("rdquo", "\u201d"),
            Map.entry("bdquo", "\u201e"),
            Map.entry("bull", "\u2022"),
            Map.entry("trade", "\u2122"),
            Map.entry("OElig", "\u0152"),
            Map.entry("oelig", "\u0153"),
            Map.entry("Scaron", "\u0160"),
            Map.entry("scaron", "\u0161"));

    private static final Map<String, String> BY_NAME = byName();
    private static final int LONGEST = 12;

    private HtmlEntities() {}

    private static Map<String, String> byName() {
        Map<String, String> all = new HashMap<>(OTHERS);
        for (int i = 0; i < LATIN.size(); i++) {
            all.put(LATIN.get(i), Character.toString(0xa0 + i));
        }
        // To readers of plain text they are a space, and nothing.
        all.put("nbsp", " ");
        all.put("shy", "");
        return Map.copyOf(all);
    }

    /**
     * What stands at a place.
     *
     * @param text what it means
     * @param length how many characters it takes in the HTML
     */
    record Read(String text, int length) {}

    /** {@return what the ampersand at an index begins; itself, if that is nothing known} */
    static Read read(String html, int ampersand) {
        int end = end(html, ampersand);
        String name = end < 0 ? "" : html.substring(ampersand + 1, end);
        String text = name.startsWith("#") ? numbered(name.substring(1)) : BY_NAME.getOrDefault(name, "&");
        return text.equals("&") && !name.equals("amp") ? new Read("&", 1) : new Read(text, end + 1 - ampersand);
    }

    private static int end(String html, int ampersand) {
        int limit = Math.min(html.length(), ampersand + LONGEST);
        for (int i = ampersand + 1; i < limit; i++) {
            if (html.charAt(i) == ';') {
                return i;
            }
        }
        return -1;
    }

    private static String numbered(String number) {
        try {
            int code = number.toLowerCase(Locale.ROOT).startsWith("x")
                    ? Integer.parseInt(number.substring(1), 16)
                    : Integer.parseInt(number);
            boolean isText = Character.isValidCodePoint(code)
                    && Character.getType(code) != Character.SURROGATE
                    && (code >= 0x20 || code == '\n' || code == '\t');
            return isText ? Character.toString(code) : "\ufffd";
        } catch (NumberFormatException notANumber) {
            return "&";
        }
    }

    /** {@return a text with every character that it names} */
    static String decoded(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '&') {
                Read entity = read(text, at);
                out.append(entity.text());
                at += entity.length();
            } else {
                out.append(text.charAt(at++));
            }
        }
        return out.toString();
    }
}
