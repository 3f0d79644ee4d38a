package dev.mailworker.mail;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises bounces and complaints by how they are made, whoever says to have sent them: by a part that is a delivery
 * status (RFC 3464) or a feedback report (RFC 5965) and, where a mail program has rewritten the bounce, as Amazon WorkMail
 * does, by a text that has such a status in it, beside the mail that came back.
 */
public final class BounceReader {
    /** Before the fields of a status in a text, as SES and WorkMail write it. */
    private static final Pattern STATUS_IN_TEXT = Pattern.compile("(?mi)^Reporting-MTA:");

    private static final Pattern MESSAGE_ID = Pattern.compile("<\\s*([^<>@\\s]{1,500})@[^<>\\s]{1,500}>");
    private static final Pattern ID_IN_TEXT =
            Pattern.compile("(?mi)^Message-ID:\\s{0,10}<([^<>@\\s]{1,500})@[^<>\\s]{1,500}>");
    private static final Pattern STATUS = Pattern.compile("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");
    private static final Pattern ESCAPED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})}");
    private static final int LONGEST_WORDS = 500;
    private static final int MOST_ADDRESSEES = 100;

    private final List<BodyPart> parts;

    private BounceReader(List<BodyPart> parts) {
        this.parts = parts;
    }

    /**
     * {@return whether a mail can be a bounce by its header, so that its body is worth reading}
     *
     * @param headers the mail's header
     * @param sender the envelope sender
     */
    public static boolean isWorthReading(Headers headers, ReversePath sender) {
        ContentType type = ContentType.of(headers);
        return type.is("multipart/report") || (sender.isNull() && type.is("multipart/mixed"));
    }

    /**
     * Reads a bounce.
     *
     * @param mail any mail
     * @return what it says, or empty if it is no bounce; of most mails the body is not even read
     * @throws IOException if the bytes can't be read; never because of what they are
     */
    public static Optional<BounceReport> read(Mail mail) throws IOException {
        if (!isWorthReading(mail.headers(), mail.envelope().sender())) {
            return Optional.empty();
        }
        ContentType type = ContentType.of(mail.headers());
        BounceReader reader = new BounceReader(BodyScanner.scan(mail.raw(), type));
        return type.is("multipart/report") ? reader.report() : reader.rewritten();
    }

    private Optional<BounceReport> report() {
        return first("message/delivery-status", "message/global-delivery-status")
                .flatMap(part -> bounce(StatusFields.of(part.text())))
                .or(() -> first("message/feedback-report").map(part -> complaint(StatusFields.of(part.text()))));
    }

    private Optional<BounceReport> rewritten() {
        Optional<String> text = first("text/plain").map(BodyPart::text);
        if (text.isEmpty() || returned().isEmpty()) {
            return Optional.empty();
        }
        Matcher status = STATUS_IN_TEXT.matcher(text.get());
        return status.find() ? bounce(StatusFields.of(text.get().substring(status.start()))) : Optional.empty();
    }

    private Optional<BodyPart> first(String... types) {
        return parts.stream()
                .filter(part -> Stream.of(types).anyMatch(part.type()::is))
                .findFirst();
    }

    private Optional<Headers> returned() {
        return first("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
                .map(part -> headers(part.decoded()));
    }

    private static Headers headers(byte[] octets) {
        try {
            return HeaderReader.read(RawMail.of(octets));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be read", e);
        }
    }

    private Optional<BounceReport> bounce(StatusFields fields) {
        List<BounceReport.Recipient> recipients = fields.recipients().stream()
                .flatMap(group -> recipient(group).stream())
                .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(made(BounceReport.Kind.BOUNCE, recipients, "", fields));
    }

    private static Optional<BounceReport.Recipient> recipient(Map<String, String> group) {
        Optional<EmailAddress> last = address(group, StatusFields.FINAL_RECIPIENT);
        Optional<EmailAddress> original = address(group, StatusFields.ORIGINAL_RECIPIENT);
        return last.or(() -> original)
                .map(address -> new BounceReport.Recipient(
                        address,
                        original.orElse(null),
                        firstWord(group.getOrDefault("action", "")),
                        status(group.getOrDefault("status", "")),
                        words(group.getOrDefault("diagnostic-code", ""))));
    }

    /** A type goes before the address ({@code rfc822; a@b}, RFC 3464 §2.1.2); some leave it out, some add brackets. */
    private static Optional<EmailAddress> address(Map<String, String> group, String field) {
        String value = group.getOrDefault(field, "");
        String address = value.substring(value.indexOf(';') + 1);
        boolean isInternational = value.toLowerCase(Locale.ROOT).startsWith("utf-8");
        return EmailAddress.parse(isInternational ? unescaped(address) : address);
    }

    /** What stands for other characters where only US-ASCII can (RFC 6533 §3, {@code utf-8-addr-xtext}). */
    private static String unescaped(String address) {
        return ESCAPED.matcher(address)
                .replaceAll(escaped -> Matcher.quoteReplacement(character(Integer.parseInt(escaped.group(1), 16))));
    }

    private static String character(int codePoint) {
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "?";
    }

    private static String firstWord(String value) {
        return value.strip().split("[\\s;(]", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String status(String value) {
        Matcher status = STATUS.matcher(value);
        return status.find() ? status.group() : "";
    }

    private static String words(String value) {
        String withoutType = value.replaceFirst("^\\s*[\\w-]{1,40}\\s*;\\s*", "");
        return Printable.of(withoutType.strip(), LONGEST_WORDS);
    }

    /** Many leave out who complained. */
    private BounceReport complaint(StatusFields fields) {
        String type = firstWord(fields.value("feedback-type").orElse("complaint"));
        List<BounceReport.Recipient> recipients = Stream.of("original-rcpt-to", "removal-recipient")
                .flatMap(field -> fields.value(field).stream())
                .flatMap(text -> EmailAddress.parse(text).stream())
                .limit(1)
                .map(address -> new BounceReport.Recipient(address, null, type, "", ""))
                .toList();
        return made(BounceReport.Kind.COMPLAINT, recipients, type, fields);
    }

    private BounceReport made(
            BounceReport.Kind kind, List<BounceReport.Recipient> recipients, String feedbackType, StatusFields fields) {
        String subject = returned().flatMap(headers -> headers.first("Subject")).orElse("");
        Optional<BodyPart> text = first("text/plain").filter(part -> !part.isAttachment());
        return new BounceReport(
                kind,
                recipients,
                feedbackType,
                addressees(),
                originalId(fields).orElse(""),
                subject,
                new BounceReport.Note(text.orElse(null)));
    }

    private List<EmailAddress> addressees() {
        return returned().stream()
                .flatMap(headers -> Stream.of("To", "Cc").flatMap(field -> headers.addresses(field).stream()))
                .flatMap(text -> EmailAddress.parse(text).stream())
                .distinct()
                .limit(MOST_ADDRESSEES)
                .toList();
    }

    /** The mail that came back says it best; where it didn't come back, the report may. */
    private Optional<String> originalId(StatusFields fields) {
        return Stream.<Optional<String>>of(
                        returned()
                                .flatMap(headers -> headers.first("Message-ID"))
                                .flatMap(BounceReader::id),
                        fields.value("x-original-message-id").flatMap(BounceReader::id),
                        fields.value("original-message-id").flatMap(BounceReader::id),
                        first("text/plain").flatMap(part -> inText(part.text())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> id(String field) {
        Matcher id = MESSAGE_ID.matcher(field);
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    private static Optional<String> inText(String text) {
        Matcher id = ID_IN_TEXT.matcher(text);
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }
}
