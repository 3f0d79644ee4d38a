package dev.mailworker.port;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;

/**
 * Where the mails lie. Methods block, and fail with {@link PortException}.
 */
public interface BlobStore {
    /**
     * Gets a mail and its audit, in one request.
     *
     * @param ref where it lies
     * @param temporary takes in the bytes
     * @return the mail, to be closed by the caller
     * @throws PortException {@link PortException.Kind#NOT_FOUND} if there is no such object,
     *     {@link PortException.Kind#UNREADABLE} if it is there and encrypted so that this store can't read it
     */
    Fetched fetch(BlobRef ref, TemporaryMails temporary);

    /**
     * {@return what is on record about a mail, without its bytes; also of one that was deleted, where the store keeps that}
     *
     * @param ref where it lies
     * @throws PortException {@link PortException.Kind#NOT_FOUND} if neither the mail nor a record of it is there
     */
    StoredAudit audit(BlobRef ref);

    /**
     * Writes the audit to the mail, in place, keeping everything else that was stored with it when it was fetched: what
     * somebody stores with it in between may get lost. Of two workers that mark one mail, the later one's audit stays.
     *
     * @param ref where it lies
     * @param fetched the mail, as this store gave it
     * @param audit what to write; replaces an earlier audit
     * @throws PortException {@link PortException.Kind#NOT_FOUND} if the mail is gone (a store that keeps the audits of
     *     deleted mails may write it there instead), {@link PortException.Kind#CONFLICT} if the store can tell that
     *     another mail lies there by now, which then stays as it is
     */
    void mark(BlobRef ref, Fetched fetched, Audit audit);

    /**
     * Deletes a mail whose audit has been written; nothing happens if it is gone, because whoever can't know whether the
     * last attempt got that far asks again.
     *
     * @param ref where it lies
     * @param fetched the mail, as this store gave it
     */
    void delete(BlobRef ref, Fetched fetched);

    /**
     * {@return whether the audit of a deleted mail can still be read by {@link #audit}; false unless a store says
     * otherwise, and then the deletion is put on record as progress}
     */
    default boolean keepsAuditOfDeleted() {
        return false;
    }
}
