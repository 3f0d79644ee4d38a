package dev.mailworker.cli;

import dev.mailworker.aws.doctor.Examination;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.smtp.ServerCheck;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import java.time.Duration;
import java.util.List;

/**
 * A mail server: that it lets us in.
 *
 * @param subject what it is for
 * @param server where it is, and how it is spoken to
 * @param ifNot how bad it is if it doesn't
 */
record MailServerExamination(String subject, SmtpSettings server, State ifNot) implements Examination {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public List<Finding> examine() {
        SmtpSettings impatient = server.withTimeouts(
                server.timeouts().withConnect(PATIENCE).withGreeting(PATIENCE).withCommand(PATIENCE));
        try (SmtpTransport transport = new SmtpTransport(impatient)) {
            return List.of(finding(transport.check()));
        }
    }

    private Finding finding(ServerCheck check) {
        if (!check.good()) {
            return new Finding(
                    subject, ifNot, check.words(), "see that the server runs, and SMTP_HOST or LMTP_HOST and its port");
        }
        if (check.loggedIn() && !check.encrypted()) {
            return new Finding(
                    subject,
                    State.WARN,
                    check.words() + ": the password goes in the clear",
                    "set SMTP_USE_TLS to true");
        }
        return new Finding(subject, State.OK, check.words(), "");
    }
}
