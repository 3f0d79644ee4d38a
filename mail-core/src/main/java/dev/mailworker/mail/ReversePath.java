package dev.mailworker.mail;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The envelope sender (RFC 5321 §4.1.2 {@code Reverse-path}): an address, or the null sender {@code <>} of bounces and
 * other mail that must never be answered.
 */
public final class ReversePath {
    /** The null sender, {@code <>}. */
    public static final ReversePath NULL = new ReversePath(null, "");

    private final @Nullable EmailAddress address;
    private final String written;

    private ReversePath(@Nullable EmailAddress address, String written) {
        this.address = address;
        this.written = written;
    }

    /**
     * {@return the path to an address}
     *
     * @param address who sent the mail
     */
    public static ReversePath of(EmailAddress address) {
        return new ReversePath(address, address.toString());
    }

    /**
     * Reads an envelope sender. On the wire its domain keeps the case in which it is written, as whoever signs or filters
     * by it may expect.
     *
     * @param text an address, with or without angle brackets; {@code ""} and {@code <>} are the null sender
     * @return the path
     * @throws IllegalArgumentException if the text is neither
     */
    public static ReversePath parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.equals("<>")) {
            return NULL;
        }
        EmailAddress address = EmailAddress.of(stripped);
        String domain = stripped.substring(stripped.lastIndexOf('@') + 1);
        String bare = domain.endsWith(">") ? domain.substring(0, domain.length() - 1) : domain;
        boolean sameButForCase = bare.chars().allMatch(c -> c < 0x80)
                && bare.toLowerCase(Locale.ROOT).equals(address.domain());
        return sameButForCase ? new ReversePath(address, address.localPart() + "@" + bare) : of(address);
    }

    /** {@return whether this is the null sender} */
    public boolean isNull() {
        return address == null;
    }

    /** {@return the address, or empty for the null sender} */
    public Optional<EmailAddress> address() {
        return Optional.ofNullable(address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReversePath that && address().equals(that.address());
    }

    @Override
    public int hashCode() {
        return address().hashCode();
    }

    /** {@return the path as MAIL FROM takes it: in angle brackets} */
    @Override
    public String toString() {
        return "<" + written + ">";
    }
}
