package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnedHeaderTest {
    private static final String REPORT = "From: MAILER-DAEMON@example.net\n"
            + "Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"b\"\n\n"
            + "--b\n\nYour mail came back.\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; mx.example.net\n\nAction: failed\n\n--b\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: message/rfc822",
                "content-type: Message/RFC822; name=x",
                "Content-Type: text/rfc822-headers",
                "Content-Description: returned\nContent-Type:\n message/global",
                "Content-Type: message/global-headers (a comment)"
            })
    void readsTheHeaderOfWhatIsGivenBack(String part) throws IOException {
        String returned = "X-Loop: site-1\nSubject: a\n folded one\n\nX-Body: 1\n--b--\n";

        Headers headers = read(REPORT + part + "\n\n" + returned);

        assertThat(headers.fields())
                .containsExactly(new HeaderField("X-Loop", "site-1"), new HeaderField("Subject", "a folded one"));
        assertThat(read((REPORT + part + "\n\n" + returned).replace("\n", "\r\n"))
                        .first("X-Loop"))
                .contains("site-1");
    }

    @Test
    void readsWhatIsEncoded() throws IOException {
        String base64 = Base64.getMimeEncoder().encodeToString(MailSamples.octets("X-Loop: site-1\r\n\r\nbody"));

        assertThat(read(REPORT + "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n" + base64
                                + "\n--b--\n")
                        .first("X-Loop"))
                .contains("site-1");
        assertThat(read(REPORT
                                + "Content-Type: message/rfc822\nContent-Transfer-Encoding: Quoted-Printable\n\n"
                                + "X-Lo=6Fp: site=\n-1\n\n--b--\n")
                        .first("X-Loop"))
                .contains("site-1");
    }

    @Test
    void findsWhatIsNestedDeeper() throws IOException {
        String nested =
                "Content-Type: multipart/report; boundary=o\n\n--o\n" + "Content-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\nContent-Type: message/rfc822\n\nX-Loop: site-1\n\n--b--\n--o--\n";

        assertThat(read(nested).first("X-Loop")).contains("site-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "Subject: s\n\nX-Loop: site-1\n",
                "X-Loop: site-1\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nX-Loop: site-1\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822"
            })
    void findsNothingWhereNothingIsGivenBack(String mail) throws IOException {
        assertThat(read(mail).has("X-Loop")).isFalse();
    }

    /** No empty line has to stand before a delimiter, and a line of dashes is none. */
    @Test
    void aSignatureHidesNoPart() throws IOException {
        String text = "Content-Type: text/plain\n\nSorry.\n-- \nAnn\n----------\nx\n";

        assertThat(read(REPORT + text + "--b\nContent-Type: message/rfc822\n\nX-Loop: site-1\n\n--b--\n")
                        .first("X-Loop"))
                .contains("site-1");
    }

    @Test
    void aShortMailThatGivesNothingBackIsKnownTo() throws IOException {
        assertThat(read(REPORT).isRead()).isTrue();
        assertThat(read(REPORT).fields()).isEmpty();
    }

    /** What is looked at can end anywhere, also within the header that matters. */
    @Test
    void headerThatIsCutIsNotKnown() throws IOException {
        String start = REPORT + "Content-Type: message/rfc822\n\n";
        String filler = "Received: " + "x".repeat(59) + "\n";
        String most = start + filler.repeat((ReturnedHeader.MAX_OCTETS - start.length()) / filler.length());

        assertThat(read(most + filler + "X-Loop: site-1\n\n")).isSameAs(Headers.UNREAD);
        assertThat(read(start + "X-Loop: site-1\n\n" + filler.repeat(5_000)).first("X-Loop"))
                .contains("site-1");
    }

    @Test
    void looksAtTheBeginningOnly() throws IOException {
        String filler = "x".repeat(70) + "\n";

        assertThat(read(REPORT + "Content-Type: text/plain\n\n"
                        + filler.repeat(1 + ReturnedHeader.MAX_OCTETS / filler.length())
                        + "--b\nContent-Type: message/rfc822\n\nX-Loop: site-1\n\n"))
                .isSameAs(Headers.UNREAD);
    }

    private static Headers read(String mail) throws IOException {
        return ReturnedHeader.read(RawMail.of(MailSamples.octets(mail)));
    }
}
