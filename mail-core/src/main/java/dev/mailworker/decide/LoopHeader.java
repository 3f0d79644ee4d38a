package dev.mailworker.decide;

import dev.mailworker.mail.HeaderField;

/** The field that every mail carries which a worker makes or forwards. */
public final class LoopHeader {
    /** The field's name. */
    public static final String NAME = "X-SES-Worker-Processed";

    private LoopHeader() {}

    /**
     * {@return the field}
     *
     * @param siteId the site that makes or forwards the mail
     */
    public static HeaderField of(String siteId) {
        return new HeaderField(NAME, siteId);
    }
}
