package dev.mailworker.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mailbox address of the envelope (RFC 5321 §4.1.2 {@code Mailbox}), safe to write into an SMTP command: it cannot hold
 * controls, spaces or angle brackets. The local part keeps its case, the domain is lower-cased ASCII.
 *
 * <p>Two addresses are equal when they are the same mailbox for this worker: local parts are compared without regard to
 * case, because the tables' keys are lower-case addresses.
 */
public final class EmailAddress implements Comparable<EmailAddress> {
    /**
     * The longest address taken, in characters, as it was written and as it is kept: an SMTP command line is 512 octets
     * (RFC 5321 §4.5.3.1.4).
     */
    public static final int MAX_LENGTH = 490;

    /** One quoted string (RFC 5321 §4.1.2), not two with something between them. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)++\"");

    /** What header fields hold without quotes (RFC 5322 §3.2.3, RFC 6532 §3.2). */
    private static final Pattern DOT_ATOM =
            Pattern.compile("[^\"(),:;<>@\\[\\]\\\\.]++(?:\\.[^\"(),:;<>@\\[\\]\\\\.]++)*+");

    /** What means something else in a list of addresses, where it isn't quoted (RFC 5322 §3.2.3, {@code specials}). */
    private static final Pattern SPECIAL = Pattern.compile("[\"(),:;<>@\\[\\]\\\\]");

    private final String localPart;
    private final String domain;
    private final String key;

    private EmailAddress(String localPart, String domain) {
        this.localPart = localPart;
        this.domain = domain;
        this.key = localPart.toLowerCase(Locale.ROOT) + "@" + domain;
    }

    /**
     * Reads an address, with or without angle brackets around it.
     *
     * @param text for example {@code Ann@Example.com} or {@code <ann@example.com>}
     * @return the address
     * @throws IllegalArgumentException if it isn't one, with what is wrong with it
     */
    public static EmailAddress of(String text) {
        String bare = withoutBrackets(text.strip());
        int at = bare.lastIndexOf('@');
        if (at <= 0 || at == bare.length() - 1) {
            throw unusable(text, "it needs a local part, an @ and a domain");
        }
        if (bare.length() > MAX_LENGTH) {
            throw tooLong(text);
        }
        String local = bare.substring(0, at);
        if (!isSafe(local)) {
            throw unusable(text, "its local part holds a space, a control character or an angle bracket");
        }
        if (local.indexOf('@') >= 0 && !isQuoted(local)) {
            throw unusable(text, "it has more than one @");
        }
        EmailAddress address = new EmailAddress(local, asciiDomain(bare.substring(at + 1), text));
        if (Math.max(address.toString().length(), address.key.length()) > MAX_LENGTH) {
            throw tooLong(text);
        }
        return address;
    }

    /**
     * Reads an address where a bad one is no error.
     *
     * @param text anything
     * @return the address, or empty if it isn't one
     */
    public static Optional<EmailAddress> parse(String text) {
        try {
            return Optional.of(of(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String withoutBrackets(String text) {
        boolean bracketed = text.length() > 2 && text.startsWith("<") && text.endsWith(">");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean isSafe(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || c == '<'
                        || c == '>'
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static boolean isQuoted(String local) {
        return QUOTED.matcher(local).matches();
    }

    private static String asciiDomain(String domain, String text) {
        if (domain.startsWith("[") && domain.endsWith("]") && domain.length() > 2) {
            String literal = domain.substring(1, domain.length() - 1);
            if (literal.chars()
                    .allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':' || "IPvip".indexOf(c) >= 0)) {
                return domain.toLowerCase(Locale.ROOT);
            }
            throw unusable(text, "its domain is no address literal");
        }
        String ascii;
        try {
            ascii = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw unusable(text, "its domain can't be written in ASCII");
        }
        boolean plain = ascii.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
        if (!plain || ascii.startsWith(".") || ascii.contains("..") || ascii.length() > 253) {
            throw unusable(text, "its domain is not a domain name");
        }
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    private static IllegalArgumentException tooLong(String text) {
        return unusable(Printable.of(text, 60), "it is longer than " + MAX_LENGTH + " characters");
    }

    private static IllegalArgumentException unusable(String text, String why) {
        return new IllegalArgumentException("'" + Printable.of(text) + "' is not a usable mail address: " + why);
    }

    /** {@return the part before the @, as it was written} */
    public String localPart() {
        return localPart;
    }

    /** {@return the domain, lower-case ASCII, without a trailing dot} */
    public String domain() {
        return domain;
    }

    /** {@return the whole address in lower case: the form of the tables' keys} */
    public String key() {
        return key;
    }

    /**
     * {@return whether the address could be read as something else, or as several, where addresses stand in a list: its local
     * part holds a comma or the like without quotes}
     */
    public boolean isAmbiguous() {
        return !isQuoted(localPart) && SPECIAL.matcher(localPart).find();
    }

    /**
     * {@return the address as header fields hold it (RFC 5322 §3.4.1, {@code addr-spec}): the local part in quotes if it is
     * no dot-atom}
     */
    public String toAddrSpec() {
        boolean asItIs = isQuoted(localPart) || DOT_ATOM.matcher(localPart).matches();
        return asItIs ? toString() : '"' + localPart.replaceAll("[\"\\\\]", "\\\\$0") + "\"@" + domain;
    }

    /** {@return whether the address can be sent without SMTPUTF8 (RFC 6531)} */
    public boolean isAscii() {
        return localPart.chars().allMatch(c -> c < 0x80);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmailAddress that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public int compareTo(EmailAddress other) {
        return key.compareTo(other.key);
    }

    /** {@return the address as it is written on the wire, without angle brackets} */
    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
