package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.mail.BodyInsertion;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import java.util.Locale;
import java.util.Set;

/** What a rule wants for one recipient. */
public sealed interface Effect {
    /** Nothing: the rule looked and has no objection. */
    Effect PASS = new Pass();

    /** A copy goes to the recipient's mailbox. */
    Effect DELIVER = new Deliver();

    /** A copy goes to the recipient's mailbox if no target of a forward takes it. */
    Effect STAND_IN = new StandIn();

    /** {@return the word that traces use: {@code pass}, {@code deliver}, {@code blocked}, …} */
    String word();

    /** Nothing is changed. */
    record Pass() implements Effect {
        @Override
        public String word() {
            return "pass";
        }
    }

    /**
     * A forward or a reply that the mailbox's rule asks for is not made. Traces say {@code pass}: nothing is changed.
     *
     * @param kind {@link Kind#FORWARD} or {@link Kind#REPLY}
     * @param reason why, in a few classes; the ruling says it in full
     */
    record Withhold(Kind kind, Reason reason) implements Effect {
        @Override
        public String word() {
            return "pass";
        }

        /** Why something is not made. */
        public enum Reason {
            /** The table of rules can't be read: perhaps nothing was asked for. */
            RULES_UNKNOWN,
            /** The mailbox's rule makes no sense: no text to send, no address to send it to. */
            FAULTY_RULE,
            /** A worker made or forwarded the mail itself. */
            LOOP,
            /** A rule of the site forbids it. */
            OTHER_RULE,
            /** A program or a list sent the mail, or nobody did. */
            AUTOMATIC,
            /** The mail was not written to this mailbox. */
            NOT_ADDRESSED,
            /** A check by SES speaks against the mail. */
            VERDICT,
            /** The mail has the null sender, which does not leave the site. */
            NULL_SENDER,
            /** The mail's header was not read. */
            HEADER_UNREAD;

            /** {@return the word that the metrics use} */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** The recipient gets a copy. */
    record Deliver() implements Effect {
        @Override
        public String word() {
            return "deliver";
        }
    }

    /** The recipient gets a copy if what is forwarded is taken by nobody. */
    record StandIn() implements Effect {
        @Override
        public String word() {
            return "stand-in";
        }
    }

    /**
     * The recipient gets nothing: no later rule is asked about it.
     *
     * @param status {@link Status#BLOCKED}, {@link Status#DISCARDED}, {@link Status#HELD} or {@link Status#UNMANAGED}
     */
    record End(Status status) implements Effect {
        /** Refuses a status that only an attempt can give. */
        public End {
            if (!Set.of(Status.BLOCKED, Status.DISCARDED, Status.HELD, Status.UNMANAGED)
                    .contains(status)) {
                throw new IllegalArgumentException("a rule can't end a recipient as " + status.word());
            }
        }

        @Override
        public String word() {
            return status.word();
        }
    }

    /**
     * No such actions are made for the recipient. A copy is made nevertheless where nothing is forwarded instead.
     *
     * @param kinds which
     */
    record Suppress(Set<Kind> kinds) implements Effect {
        /** Copies the set. */
        public Suppress {
            kinds = Set.copyOf(kinds);
        }

        @Override
        public String word() {
            return "suppress";
        }
    }

    /**
     * The recipient's copy gets a changed header.
     *
     * @param edits the change
     */
    record Edit(HeaderEdits edits) implements Effect {
        @Override
        public String word() {
            return "edit";
        }
    }

    /**
     * The recipient's copy gets words put into its body. Of several, the first is done.
     *
     * @param insertion what and where
     */
    record Insert(BodyInsertion insertion) implements Effect {
        @Override
        public String word() {
            return "edit";
        }
    }

    /**
     * A mail goes to another address after the recipient's copy was accepted, or where none is kept.
     *
     * @param message what goes where
     */
    record Send(OutboundMessage message) implements Effect {
        @Override
        public String word() {
            return message.kind() == Kind.REPLY ? "reply" : "forward";
        }

        /** {@return where it goes} */
        public EmailAddress target() {
            return message.target();
        }
    }

    /**
     * The sender is told if the recipient's mailbox turns out not to exist. Whoever is told of several at once gets one
     * mail.
     *
     * @param target whom to tell
     * @param route the way
     */
    record Report(EmailAddress target, Route route) implements Effect {
        @Override
        public String word() {
            return "report";
        }
    }
}
