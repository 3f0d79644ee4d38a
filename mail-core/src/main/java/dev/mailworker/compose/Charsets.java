package dev.mailworker.compose;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Charsets as mails name them: by IANA's names, by names of old programs, and by names of subsets of what is meant. */
final class Charsets {
    /**
     * Names that Java has not, and such whose text is mostly written in a larger charset (WHATWG Encoding §4.2). The endings -I
     * and -E say who orders the letters of a line (RFC 1556), not how they are encoded.
     */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("iso-8859-6-i", "ISO-8859-6"),
            Map.entry("iso-8859-6-e", "ISO-8859-6"),
            Map.entry("iso-8859-8-i", "ISO-8859-8"),
            Map.entry("iso-8859-8-e", "ISO-8859-8"),
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("macintosh", "x-MacRoman"),
            Map.entry("mac", "x-MacRoman"),
            Map.entry("x-mac-roman", "x-MacRoman"),
            Map.entry("x-mac-cyrillic", "x-MacCyrillic"),
            Map.entry("x-mac-ce", "x-MacCentralEurope"));

    /** Names that say nothing: nearly all such text is UTF-8, and the rest mostly Western European. */
    private static final Set<String> UNSTATED = Set.of("unknown-8bit", "x-unknown", "unknown", "8bit", "us-ascii");

    private Charsets() {}

    /**
     * {@return the charset that a name means for some octets, if Java has it}
     *
     * @param name in any case
     */
    static Optional<Charset> named(String name, byte[] octets) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (UNSTATED.contains(lower)) {
            return strictly(octets, StandardCharsets.UTF_8).isPresent()
                    ? Optional.of(StandardCharsets.UTF_8)
                    : Optional.of(Charset.forName("windows-1252"));
        }
        try {
            return Optional.of(Charset.forName(MEANT.getOrDefault(lower, lower.replaceFirst("^cp-(?=\\d)", "cp"))));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    /** {@return octets as text, if all of them are} */
    static Optional<String> strictly(byte[] octets, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException broken) {
            return Optional.empty();
        }
    }
}
