package dev.mailworker.decide;

import dev.mailworker.compose.HeaderText;
import dev.mailworker.mail.BodyInsertion;
import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Mail;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a bounce of a mail that this site sent say who bounced, and why, where people look: the failed recipient stands in
 * From, the reason above the text. What can't be attributed is delivered as it is, since anybody can write it.
 */
final class BounceRule implements Rule {
    static final String NAME = "bounce";
    static final String ORIGINAL_FROM = "X-Original-SES-From";
    static final String BOUNCE_TYPE = "X-Bounce-Type";
    private static final int LONGEST_VALUE = 900;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        Optional<Bounce> bounce = Bounce.of(mail, facts);
        return draft.open().stream()
                .flatMap(recipient -> rule(recipient, mail, facts, bounce).stream())
                .toList();
    }

    private static List<Ruling> rule(EmailAddress recipient, Mail mail, Facts facts, Optional<Bounce> bounce) {
        Optional<EmailAddress> other =
                facts.sentMail().flatMap(SentMail::sender).filter(mailbox -> !mailbox.equals(recipient));
        if (other.isPresent() && bounce.filter(BounceRule::isWorthSaying).isPresent()) {
            String because = "it is about a mail of " + other.get() + ": here it stays as it is";
            return List.of(new Ruling(NAME, recipient, Effect.PASS, because));
        }
        return effects(mail, facts, bounce).stream()
                .map(effect -> new Ruling(NAME, recipient, effect, because(bounce, effect)))
                .toList();
    }

    private static List<Effect> effects(Mail mail, Facts facts, Optional<Bounce> bounce) {
        if (bounce.filter(BounceRule::isWorthSaying).isEmpty()) {
            return List.of(Effect.PASS);
        }
        BounceReport report = facts.bounceReport().orElseThrow();
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Edit(header(mail, report, bounce.get())));
        BodyInsertion words = report.note().saying(BounceWords.of(bounce.get(), report.subject()));
        if (!words.isNone()) {
            effects.add(new Effect.Insert(words));
        }
        return effects;
    }

    /** Somebody complained, and nothing says who. */
    private static boolean isOfSomebody(Bounce bounce) {
        return bounce.kind() == BounceReport.Kind.COMPLAINT
                && bounce.recipients().isEmpty();
    }

    /** A report that all is well ({@code delivered}, {@code relayed}, …) is no bounce. */
    private static boolean isWorthSaying(Bounce bounce) {
        return bounce.attributed() && (isOfSomebody(bounce) || bounce.foremost().isPresent());
    }

    private static HeaderEdits header(Mail mail, BounceReport report, Bounce bounce) {
        List<HeaderField> fields = new ArrayList<>();
        Set<String> removed = new HashSet<>(Set.of(ORIGINAL_FROM, BOUNCE_TYPE));
        if (!isOfSomebody(bounce)) {
            fields.add(new HeaderField("From", from(bounce, mail)));
            fields.add(field(ORIGINAL_FROM, String.join(", ", mail.headers().all("From"))));
            removed.add("From");
        }
        fields.add(field(BOUNCE_TYPE, bounce.type()));
        if (report.subject().isBlank()) {
            return new HeaderEdits(fields, removed);
        }
        // Encoded words (RFC 2047) have to stand between blanks.
        String own = mail.headers()
                .first("Subject")
                .map(said -> HeaderText.again(said, LONGEST_VALUE) + " - ")
                .orElse("");
        fields.add(new HeaderField("Subject", own + HeaderText.again(report.subject(), LONGEST_VALUE)));
        removed.add("Subject");
        return new HeaderEdits(fields, removed);
    }

    /** An address that is not ASCII can be no address in this header (RFC 6532): then the name says it. */
    private static String from(Bounce bounce, Mail mail) {
        EmailAddress failed = bounce.foremost().orElseThrow().address();
        if (failed.isAscii()) {
            return failed.toAddrSpec();
        }
        return mail.headers().addresses("From").stream()
                .flatMap(text -> EmailAddress.parse(text).stream())
                .filter(EmailAddress::isAscii)
                .findFirst()
                .map(reporter -> HeaderText.mailbox(failed.toString(), reporter))
                .orElseGet(() -> HeaderText.encoded(failed.toString()) + " :;");
    }

    private static HeaderField field(String name, String value) {
        return new HeaderField(name, HeaderText.again(value, LONGEST_VALUE));
    }

    private static String because(Optional<Bounce> found, Effect effect) {
        if (found.isEmpty()) {
            return "the mail is no bounce";
        }
        Bounce bounce = found.get();
        String what = bounce.kind() == BounceReport.Kind.COMPLAINT ? "a complaint" : "a bounce";
        if (!bounce.attributed()) {
            return "it looks like " + what + ", but " + bounce.because() + ": it stays as it is";
        }
        if (effect instanceof Effect.Pass) {
            return "it reports no failure: it stays as it is";
        }
        if (effect instanceof Effect.Insert) {
            return "the reason stands above the text, in plain words";
        }
        if (isOfSomebody(bounce)) {
            return what + " (" + bounce.type() + ") that doesn't say whose it is: " + bounce.because();
        }
        boolean waits = bounce.failed().isEmpty();
        return (waits ? "a delay at " : what + " from ") + address(bounce) + " (" + bounce.type() + "): "
                + bounce.because();
    }

    private static String address(Bounce bounce) {
        return bounce.foremost().orElseThrow().address().toString();
    }
}
