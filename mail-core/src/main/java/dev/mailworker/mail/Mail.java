package dev.mailworker.mail;

/**
 * One received mail, read as far as deciding needs it.
 *
 * @param ref where it lies; its key names it everywhere
 * @param envelope who sent it to whom
 * @param verdicts what SES found
 * @param headers the header, as far as it could be read
 * @param raw the bytes
 */
public record Mail(BlobRef ref, Envelope envelope, Verdicts verdicts, Headers headers, RawMail raw) {}
