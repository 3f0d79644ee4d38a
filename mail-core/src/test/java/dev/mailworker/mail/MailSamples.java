package dev.mailworker.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Mails for tests. */
public final class MailSamples {
    /** Where a sample lies. */
    public static final BlobRef REF = new BlobRef("example-com-emails", "sample");

    private MailSamples() {}

    /** {@return octets, one for each character below 256} */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@return a mail from ann@example.net} */
    public static Mail mail(String text, String... recipients) {
        return mail(text, Verdicts.NONE, recipients);
    }

    /** {@return a mail from ann@example.net} */
    public static Mail mail(String text, Verdicts verdicts, String... recipients) {
        return mail(text, verdicts, envelope("ann@example.net", recipients));
    }

    /** {@return a mail} */
    public static Mail mail(String text, Verdicts verdicts, Envelope envelope) {
        RawMail raw = RawMail.of(octets(text));
        try {
            return new Mail(REF, envelope, verdicts, HeaderReader.read(raw), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a stated envelope} */
    public static Envelope envelope(String sender, String... recipients) {
        List<EmailAddress> to = Stream.of(recipients).map(EmailAddress::of).toList();
        return Envelope.of(ReversePath.parse(sender), to);
    }
}
