/** SMTP and LMTP. */
@NullMarked
package dev.mailworker.smtp;

import org.jspecify.annotations.NullMarked;
