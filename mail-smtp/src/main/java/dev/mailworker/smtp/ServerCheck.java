package dev.mailworker.smtp;

/**
 * What a session with a server came to, in which no mail was sent.
 *
 * @param good whether it let us in, as the settings ask
 * @param encrypted whether the session was encrypted
 * @param loggedIn whether AUTH was asked for and succeeded
 * @param words how the server is spoken to, and where that failed, how far it came and the server's own words; one line, never
 *     a password
 */
public record ServerCheck(boolean good, boolean encrypted, boolean loggedIn, String words) {}
