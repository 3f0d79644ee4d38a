package dev.mailworker.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a password for AUTH (RFC 4954). Immutable; {@link #toString()} masks the password.
 *
 * @param user the user
 * @param password the password
 */
public record Credentials(String user, String password) {
    /**
     * Refuses an empty user.
     *
     * @param user not empty
     * @param password anything
     */
    public Credentials {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("AUTH needs a user");
        }
    }

    /**
     * {@return whether a text gives the password away: in the clear, or as the AUTH command of PLAIN or LOGIN, which some
     * servers repeat in their errors}
     *
     * @param text a server's words
     */
    boolean areGivenAwayBy(String text) {
        return !password.isEmpty()
                && (text.contains(password)
                        || text.contains(base64(password))
                        || text.contains(base64(user + "\0" + user + "\0" + password))
                        || text.contains(base64("\0" + user + "\0" + password)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", password=***]";
    }
}
