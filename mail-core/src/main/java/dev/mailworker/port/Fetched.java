package dev.mailworker.port;

import dev.mailworker.mail.RawMail;

/**
 * A mail from the store, with the audit that was stored with it, from one request. A store's own class may carry what it
 * needs to write the audit back. To be closed by who fetched it.
 */
public interface Fetched extends AutoCloseable {
    /** {@return the bytes} */
    RawMail raw();

    /** {@return what an earlier worker wrote about the mail} */
    StoredAudit audit();

    /** Closes the bytes. */
    @Override
    default void close() {
        raw().close();
    }
}
