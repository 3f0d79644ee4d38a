package dev.mailworker.local;

import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.Receipt;

/**
 * A spool's handle on one entry.
 *
 * @param ref which entry
 * @param token proves that it was given to us
 * @param home where the mail goes when it is not finished: to where it was when it was taken
 */
record SpoolReceipt(BlobRef ref, String token, Place home) implements Receipt {}
