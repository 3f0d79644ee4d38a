/**
 * The {@linkplain dev.mailworker.port.Transport transport port} over SMTP (RFC 5321) and LMTP (RFC 2033): what is sent,
 * to whom it went, and in the server's own words why not.
 *
 * <p>{@link dev.mailworker.smtp.SmtpTransport} is made from {@link dev.mailworker.smtp.SmtpSettings}; everything else
 * public is a part of the settings.
 */
@NullMarked
package dev.mailworker.smtp;

import org.jspecify.annotations.NullMarked;
