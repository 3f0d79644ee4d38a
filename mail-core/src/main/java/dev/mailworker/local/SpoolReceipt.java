package dev.mailworker.local;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.Receipt;

/**
 * A spool's handle on one entry.
 *
 * @param ref which entry
 * @param token proves that it was given to us
 */
record SpoolReceipt(BlobRef ref, String token) implements Receipt {}
