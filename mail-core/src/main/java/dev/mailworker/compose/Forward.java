package dev.mailworker.compose;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of a mail what a mailbox sends on. Its parts stay as they are, octet for octet; only the header is changed.
 *
 * @param mailbox who sends it on
 * @param target to whom
 * @param loop the field by which this site knows its own mails
 */
public record Forward(EmailAddress mailbox, EmailAddress target, HeaderField loop) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_FROM = 2000;
    private static final int MOST_MAILBOXES = 10;
    private static final String REPLY_TO = "Reply-To";

    /** What a forwarder can't vouch for, and what Amazon SES sets itself or would obey. */
    private static final Set<String> REMOVED =
            Set.of("From", "Return-Path", "Sender", "DKIM-Signature", "Message-ID", "References", "Bcc", "Resent-Bcc");

    /** Several of them are one field that was cut into pieces (RFC 7103 §7.1): all that they name stays. */
    private static final List<String> JOINED = List.of("To", "Cc", REPLY_TO);

    private static final List<String> REMOVED_KINDS = List.of("x-ses-", "arc-");

    /** Amazon SES refuses mails with more than one of any of these (SES developer guide, header-fields). */
    private static final Set<String> ONCE = Set.of(
            ("Accept-Language acceptLanguage Archived-At Auto-Submitted Bcc Bounces-to Cc Comments Content-Alternative"
                            + " Content-Base Content-Class Content-Description Content-Disposition Content-Duration Content-ID"
                            + " Content-Language Content-Length Content-Location Content-MD5 Content-Transfer-Encoding"
                            + " Content-Type Date Delivered-To Disposition-Notification-Options"
                            + " Disposition-Notification-To DomainKey-Signature Errors-To Importance In-Reply-To Keywords"
                            + " List-Archive List-Help List-Id List-Owner List-Post List-Subscribe List-Unsubscribe"
                            + " List-Unsubscribe-Post Message-Context MIME-Version Organization Original-From"
                            + " Original-Message-ID Original-Recipient Original-Subject Precedence Priority Reply-To"
                            + " Return-Receipt-To Solicitation Sensitivity Subject Thread-Index Thread-Topic To User-Agent"
                            + " VBR-Info")
                    .split(" "));

    /** {@return the change to a mail that stays inside: traces on top, nothing else} */
    public HeaderEdits inside() {
        return new HeaderEdits(traces(), Set.of());
    }

    private List<HeaderField> traces() {
        return List.of(
                loop,
                new HeaderField("X-Forwarded-For", mailbox.toAddrSpec()),
                new HeaderField("X-Forwarded-To", target.toAddrSpec()));
    }

    /**
     * {@return the change to a mail that leaves the site in the mailbox's name, because nobody else's would be believed
     * (RFC 7489)}
     *
     * @param mail the mail
     */
    public HeaderEdits outside(Mail mail) {
        Headers headers = mail.headers();
        List<HeaderField> added = new ArrayList<>(traces());
        Set<String> removed = new LinkedHashSet<>(REMOVED);
        removed.addAll(ofRemovedKinds(headers));
        List<EmailAddress> authors = authors(mail);
        DecodedText name = headers.first("From")
                .flatMap(value -> HeaderText.firstName(value, LONGEST_NAME))
                .or(() -> authors.stream().findFirst().map(author -> DecodedText.of(author.toString())))
                .orElse(DecodedText.EMPTY);
        added.add(new HeaderField("From", HeaderText.mailbox(name.then(DecodedText.of("via " + mailbox)), mailbox)));
        String original = mailboxes(authors, headers);
        if (!original.isEmpty()) {
            String words = HeaderText.words(headers.all("From"), LONGEST_FROM);
            added.add(new HeaderField("X-Original-From", words.isEmpty() ? original : words));
            if (headers.addresses(REPLY_TO).isEmpty()) {
                removed.add(REPLY_TO);
                added.add(new HeaderField(REPLY_TO, original));
            }
        }
        JOINED.stream()
                .filter(field -> headers.all(field).size() > 1 && removed.add(field))
                .map(field -> new HeaderField(field, HeaderText.joined(headers.all(field))))
                .forEach(added::add);
        Threads.originalId(headers).ifPresent(id -> added.add(new HeaderField("X-Original-Message-ID", id)));
        String references = Threads.references(headers);
        if (!references.isEmpty()) {
            added.add(new HeaderField("References", references));
        }
        return new HeaderEdits(added, removed, ONCE, true);
    }

    /** The loop headers of all sites stay: each knows its own by them. */
    private Set<String> ofRemovedKinds(Headers headers) {
        Set<String> names = new HashSet<>();
        for (HeaderField field : headers.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!field.isNamed(loop.name()) && REMOVED_KINDS.stream().anyMatch(name::startsWith)) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<EmailAddress> authors(Mail mail) {
        List<EmailAddress> authors = mail.headers().addresses("From").stream()
                .flatMap(text -> EmailAddress.parse(text).stream())
                .distinct()
                .limit(MOST_MAILBOXES)
                .toList();
        return authors.isEmpty() ? mail.envelope().sender().address().stream().toList() : authors;
    }

    private static String mailboxes(List<EmailAddress> authors, Headers headers) {
        Map<EmailAddress, DecodedText> names = new HashMap<>();
        headers.all("From")
                .forEach(value -> HeaderText.names(value, LONGEST_NAME).forEach(names::putIfAbsent));
        return authors.stream()
                .map(author -> HeaderText.mailbox(names.getOrDefault(author, DecodedText.EMPTY), author))
                .collect(Collectors.joining(", "));
    }

    /**
     * {@return the mail that goes out instead of one that is finally refused for what is in it}
     *
     * @param mail the mail that could not be sent on
     * @param keepsCopy whether the mailbox has a copy
     * @param now when it is written
     */
    public Content.Composed notice(Mail mail, boolean keepsCopy, Instant now) {
        Headers headers = mail.headers();
        DecodedText subject =
                DecodedText.read(headers.first("Subject").orElse("(no subject)"), AutoReply.LONGEST_SUBJECT);
        String from = HeaderText.decoded(
                headers.first("From").orElse(mail.envelope().sender().toString()), 2 * LONGEST_NAME);
        String where =
                keepsCopy ? "It is in the mailbox " + mailbox + "." : "No mailbox has a copy: the site keeps it.";
        String text =
                "A mail to " + mailbox + " could not be forwarded to you: the outgoing mail service does not take it,"
                        + "\nbecause it is too large, or for what is in it.\n"
                        + "\nSubject: " + subject
                        + "\nFrom:    " + from
                        + "\nSize:    " + size(mail.raw().size())
                        + "\n\n" + where + " Its name in the store is "
                        + HeaderText.clean(mail.ref().toString(), 1000) + "\n";
        String name = "notice " + mail.ref() + " " + mailbox.key() + " " + target.key();
        return new MailWriter(
                        name, mailbox, target, DecodedText.of("Not forwarded:").then(subject), now)
                .field("Auto-Submitted", "auto-generated")
                .field("X-Auto-Response-Suppress", "All")
                .field(loop)
                .text(text);
    }

    private static String size(long octets) {
        return octets < 1_000_000 ? octets + " octets" : String.format(Locale.ROOT, "%.1f MB", octets / 1_000_000.0);
    }
}
