package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that offers nothing. */
class GreenMailTest {
    @RegisterExtension
    private final GreenMailExtension greenMail =
            new GreenMailExtension(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Test
    void plainSmtp() throws Exception {
        SmtpSettings settings =
                SmtpSettings.smtp("127.0.0.1").withPort(greenMail.getSmtp().getPort());
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            assertThat(inShort(transport.send(to(ALICE, BOB)))).hasSize(2).allMatch(line -> line.contains("DELIVERED"));
        }
        assertThat(greenMail.getReceivedMessages()).hasSize(2);
        assertThat(greenMail.getReceivedMessages()[0].getSubject()).isEqualTo("hello");
    }
}
