package dev.mailworker.local;

import dev.mailworker.mail.RawMail;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.StoredAudit;

/** A mail from the spool. */
record SpoolFetched(RawMail raw, StoredAudit audit) implements Fetched {
    // The port's close() closes the bytes.
}
