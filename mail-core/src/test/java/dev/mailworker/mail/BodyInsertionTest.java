package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a mail is, changing a bounce keeps every octet that is not told to go, in its order. */
class BodyInsertionTest {
    private static final String[] PIECES = {
        "--b\r\n",
        "--b--\r\n",
        "--c\n",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "--b",
        " ",
        "\u0000",
        "\u00e4\u00f6",
        "Content-Type: text/plain\r\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Type: multipart/alternative; boundary=c\r\n",
        "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: message/delivery-status\r\n\r\n",
        "Final-Recipient: rfc822; a@x.example\r\n",
        "Action: failed\r\n",
        "Message-ID: <id@x.example>\r\n",
        "Subject: s\r\n",
        "aGVsbG8=\r\n",
        "text =\r\n"
    };

    @Test
    void keepsAllOtherPartsOfAnyBounceOctetForOctet() throws IOException {
        Random random = new Random(20260301);
        int changed = 0;
        for (int i = 0; i < 20_000; i++) {
            String body = randomBody(random);
            if (random.nextInt(3) > 0) {
                body = "--b\r\nContent-Type: text/plain\r\n" + body
                        + "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\n"
                        + body;
            }
            String text = "From: a\r\nContent-Type: multipart/report; boundary=b\r\n\r\n" + body;
            changed += check(text) ? 1 : 0;
        }
        assertThat(changed).as("mails that were bounces with a text part").isGreaterThan(5_000);
    }

    private static String randomBody(Random random) {
        StringBuilder body = new StringBuilder();
        int count = random.nextInt(30);
        for (int k = 0; k < count; k++) {
            body.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return body.toString();
    }

    private static boolean check(String text) throws IOException {
        Mail mail = BounceSamples.bounce(text);
        Optional<BounceReport> bounce = BounceReader.read(mail);
        if (bounce.isEmpty()) {
            return false;
        }
        BodyInsertion insertion = bounce.get().note().saying("Gone.\n");
        HeaderField from = new HeaderField("From", "b");
        byte[] was = MailSamples.octets(text);
        int offset = (int) insertion.offset();

        Content content = new Content.Received(mail.raw(), HeaderEdits.set(from), insertion);
        byte[] is = written(content);

        byte[] head = MailSamples.octets("From: b\r\n");
        int gone = "From: a\r\n".length();
        byte[] inserted = MailSamples.octets(insertion.text());
        byte[] wanted = insertion.isNone()
                ? concat(head, Arrays.copyOfRange(was, gone, was.length))
                : concat(
                        head,
                        Arrays.copyOfRange(was, gone, offset),
                        inserted,
                        Arrays.copyOfRange(was, offset, was.length));
        assertThat(is).isEqualTo(wanted);
        assertThat(content.size()).isGreaterThanOrEqualTo(is.length);
        List<BodyPart> before = parts(was);
        List<BodyPart> after = parts(is);
        int texts = 0;
        assertThat(after).hasSameSizeAs(before);
        for (int k = 0; k < before.size(); k++) {
            if (!Arrays.equals(before.get(k).decoded(), after.get(k).decoded())) {
                assertThat(after.get(k).text())
                        .startsWith("Gone.")
                        .endsWith(before.get(k).text());
                texts++;
            }
        }
        assertThat(texts).isEqualTo(insertion.isNone() ? 0 : 1);
        return !insertion.isNone();
    }

    private static List<BodyPart> parts(byte[] mail) throws IOException {
        return BodyScanner.scan(RawMail.of(mail), ContentType.parse("multipart/report; boundary=b"));
    }

    private static byte[] written(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Test
    void isDoneAnywhereInAMailLargerThanAnyBuffer() throws IOException {
        byte[] mail = new byte[100_000];
        new Random(1).nextBytes(mail);
        for (int offset : Set.of(0, 1, 8_191, 8_192, 16_384, 99_999, 100_000)) {
            byte[] is = written(
                    new Content.Received(RawMail.of(mail), HeaderEdits.NONE, new BodyInsertion(offset, "inserted")));

            assertThat(is)
                    .isEqualTo(concat(
                            Arrays.copyOfRange(mail, 0, offset),
                            MailSamples.octets("inserted"),
                            Arrays.copyOfRange(mail, offset, mail.length)));
        }
    }

    @Test
    void takesNoTextThatWouldNotBeWrittenAsItIs() {
        assertThatThrownBy(() -> new BodyInsertion(0, "\u0100")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BodyInsertion(-1, "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
