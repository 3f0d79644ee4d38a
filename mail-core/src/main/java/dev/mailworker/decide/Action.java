package dev.mailworker.decide;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;

/** Something to do for one recipient of a mail. */
public sealed interface Action {
    /** {@return for whom} */
    EmailAddress recipient();

    /**
     * Put a copy into the recipient's mailbox.
     *
     * @param recipient whose
     * @param content what
     */
    record Deliver(EmailAddress recipient, Content content) implements Action {
        /** {@return the id under which its progress is kept} */
        public ActionId id() {
            return ActionId.deliver(recipient);
        }
    }

    /**
     * Put a copy into the mailbox of a recipient that keeps none of what it forwards, if no target of a forward takes it: once
     * all of them have finally refused.
     *
     * @param recipient whose
     * @param content what
     */
    record StandIn(EmailAddress recipient, Content content) implements Action {
        /** {@return the id under which its progress is kept: that of a delivery, which it then is} */
        public ActionId id() {
            return ActionId.deliver(recipient);
        }
    }

    /**
     * Send a forward or a reply, once the recipient's copy was accepted or where none is kept.
     *
     * @param recipient by whose rule
     * @param message what goes where
     */
    record Send(EmailAddress recipient, OutboundMessage message) implements Action {
        /** {@return the id under which its progress is kept} */
        public ActionId id() {
            return new ActionId(message.kind(), recipient, message.target());
        }
    }

    /**
     * Tell the sender that the recipient's mailbox doesn't exist, if that is what comes of the copy.
     *
     * @param recipient whose mailbox
     * @param target whom to tell
     * @param route the way
     */
    record Report(EmailAddress recipient, EmailAddress target, Route route) implements Action {
        /** {@return the id under which its progress is kept} */
        public ActionId id() {
            return new ActionId(ActionId.Kind.REPORT, recipient, target);
        }
    }

    /**
     * Deliver nothing.
     *
     * @param recipient to whom
     * @param status as what the recipient ends
     * @param because why
     */
    record Discard(EmailAddress recipient, Status status, String because) implements Action {}
}
