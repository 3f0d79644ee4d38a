/**
 * Values of mail: addresses, envelopes, header fields, the received bytes. Everything here is immutable, validated where
 * it is made, and free of I/O except for reading a mail's own bytes.
 */
@NullMarked
package dev.mailworker.mail;

import org.jspecify.annotations.NullMarked;
