package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvelopeGuessTest {
    @Test
    void takesTheTopmostReturnPath() {
        assertThat(guess("Return-Path: <ann@example.net>\r\nReturn-Path: <eve@example.net>\r\n")
                        .sender())
                .hasToString("<ann@example.net>");
    }

    @Test
    void takesTheNullSenderWhereNoneIsNamed() {
        assertThat(guess("From: ann@example.net\r\n").sender().isNull()).isTrue();
        assertThat(guess("Return-Path: <>\r\nFrom: ann@example.net\r\n")
                        .sender()
                        .isNull())
                .isTrue();
        assertThat(guess("Return-Path: broken\r\n").sender().isNull()).isTrue();
    }

    @Test
    void takesTheTopmostTraceAndTheManagedAddresses() {
        Envelope envelope = guess("""
                Received: from a by b with SMTP id x; Mon
                Received: from c by d
                 with ESMTP id y for <trace@example.com>; Mon
                Received: from e by f for earlier@example.com; Mon
                To: Bob <Bob@example.com>, trace@EXAMPLE.com, other@example.org
                Cc: team: cc@example.com;
                Bcc: hidden@example.com
                """);

        assertThat(envelope.recipients())
                .extracting(EmailAddress::toString)
                .containsExactly("trace@example.com", "Bob@example.com", "cc@example.com");
        assertThat(envelope.origin()).isEqualTo(Envelope.Origin.GUESSED);
        assertThat(envelope.isStated()).isFalse();
    }

    @Test
    void readsATraceWithoutBrackets() {
        assertThat(guess("Received: by x for bob@example.com; Mon\r\n").recipients())
                .containsExactly(EmailAddress.of("bob@example.com"));
        assertThat(guess("Received: by x for bob@example.com\r\n").recipients())
                .containsExactly(EmailAddress.of("bob@example.com"));
    }

    @Test
    void guessesNobody() {
        assertThat(guess("").recipients()).isEmpty();
        assertThat(guess("To: undisclosed-recipients:;\r\nReceived: waiting for Godot\r\n")
                        .recipients())
                .isEmpty();
    }

    private static Envelope guess(String header) {
        Headers headers = MailSamples.mail(header + "\r\n").headers();
        return EnvelopeGuess.of(headers, "example.com"::equals);
    }
}
