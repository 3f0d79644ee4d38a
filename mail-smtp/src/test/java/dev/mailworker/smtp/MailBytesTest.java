package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a strict server gets is what was to be sent, and one mail only. */
class MailBytesTest {
    private static final String ALPHABET = "..\r\n\r\na\0\u00ff \tMAIL";

    private FakeServer server;
    private SmtpTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.smtp();
        transport = new SmtpTransport(server.settings());
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.close();
    }

    private static String withCrlf(String mail) {
        String lines = mail.replaceAll("\r\n|\r|\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private void assertSent(Outgoing mail, String expected) {
        int before = server.mails().size();
        assertThat(transport.send(mail).values())
                .allMatch(result -> result.reply().equals("250 2.0.0 taken"));

        List<byte[]> mails = server.mails();
        assertThat(mails).hasSize(before + 1);
        assertThat(new String(mails.get(before), StandardCharsets.ISO_8859_1)).isEqualTo(expected);
        assertThat(server.count("MAIL")).isEqualTo(mails.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".\r\n",
                "no end of line",
                "\n",
                "\r",
                "a\n.\nMAIL FROM:<eve@example.org>\nRCPT TO:<x@example.com>\nDATA\n",
                "a\r.\rMAIL FROM:<eve@example.org>\r",
                "a\r\n.\rMAIL FROM:<eve@example.org>\r\n",
                "a\r\n.\nMAIL FROM:<eve@example.org>\r\n",
                "a\n.\r\nMAIL FROM:<eve@example.org>\r\n",
                "a\r.\r\nMAIL FROM:<eve@example.org>\r\n",
                "a\r\n.\r\nMAIL FROM:<eve@example.org>\r\n",
                "a\r\r\n.\r\r\nMAIL FROM:<eve@example.org>\r\n",
                ".\r\nMAIL FROM:<eve@example.org>\r\n",
                "a\r\n\0.\r\n.\0\r\n",
                "a\r\n.",
                "a\r",
                "a\n\r"
            })
    void nothingInAMailEndsIt(String mail) {
        assertSent(Mails.mail(mail, ALICE), withCrlf(mail));
    }

    @Test
    void anythingArrivesAsItIsButForLineEnds() {
        Random random = new Random(5321);
        for (int i = 0; i < 300; i++) {
            String mail = random(random, random.nextInt(60));
            assertSent(Mails.mail(mail, ALICE), withCrlf(mail));
        }
    }

    @Test
    void pairsMayBeSplitByBuffers(@TempDir Path folder) throws IOException {
        Random random = new Random(2033);
        Path file = folder.resolve("mail");
        for (int i = 0; i < 20; i++) {
            String mail = random(random, 40_000 + i);
            Files.write(file, mail.getBytes(StandardCharsets.ISO_8859_1));
            Content content = new Content.Received(RawMail.of(file), HeaderEdits.NONE);
            assertSent(new Outgoing("m-1", ReversePath.NULL, List.of(ALICE), content), withCrlf(mail));
        }
    }

    @Test
    void everyOctetArrives() {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        String all = new String(octets, StandardCharsets.ISO_8859_1);
        assertSent(Mails.mail("Subject: all\r\n\r\n" + all, ALICE), withCrlf("Subject: all\r\n\r\n" + all));
    }

    @Test
    void linesMayBeLong() {
        String mail = "Subject: long\r\n\r\n" + "x".repeat(100_000) + "\r\n";
        assertSent(Mails.mail(mail, ALICE), mail);
    }
}
