package dev.mailworker.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClassificationTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # The server refuses everybody
            CONNECT   | 554 no service here                                  | DEFERRED PEER_UNHEALTHY
            CONNECT   | 554 5.7.1 client host blocked                        | DEFERRED PEER_UNHEALTHY
            HELLO     | 550 5.7.1 bad hello                                  | DEFERRED PEER_UNHEALTHY
            HELLO     | 502 5.5.1 what?                                      | DEFERRED PEER_UNHEALTHY
            AUTH      | 535 5.7.8 wrong password                             | DEFERRED PEER_UNHEALTHY
            MAIL      | 530 5.7.0 must issue STARTTLS first                  | DEFERRED PEER_UNHEALTHY
            MAIL      | 550 5.7.1 not you                                    | DEFERRED PEER_UNHEALTHY
            MAIL      | 503 5.5.1 need EHLO                                  | DEFERRED PEER_UNHEALTHY
            MAIL      | 550 refused                                          | DEFERRED PEER_UNHEALTHY
            # It refuses this mail
            MAIL      | 552 5.3.4 message too big                            | REJECTED REFUSED
            MAIL      | 552 size exceeds limit                               | REJECTED REFUSED
            MAIL      | 550 5.1.8 sender domain not found                    | REJECTED REFUSED
            MAIL      | 553 5.1.7 sender address syntax                      | REJECTED REFUSED
            MAIL      | 552 5.2.2 over quota                                 | DEFERRED MAILBOX_FULL
            # Not now
            CONNECT   | 421 4.3.2 shutting down                              | DEFERRED PEER_UNHEALTHY
            HELLO     | 421 too busy                                         | DEFERRED PEER_UNHEALTHY
            AUTH      | 454 4.7.0 temporary authentication failure           | DEFERRED PEER_UNHEALTHY
            MAIL      | 452 4.3.1 disk full                                  | DEFERRED PEER_UNHEALTHY
            MAIL      | 421 4.4.2 timeout                                    | DEFERRED PEER_UNHEALTHY
            MAIL      | 452 no space left                                    | DEFERRED PEER_UNHEALTHY
            MAIL      | 451 4.1.8 sender domain not found                    | DEFERRED TEMPORARY
            MAIL      | 452 4.3.4 message too big now                        | DEFERRED TEMPORARY
            RCPT      | 450 4.2.1 greylisted                                 | DEFERRED TEMPORARY
            RCPT      | 452 4.2.2 full                                       | DEFERRED TEMPORARY
            RCPT      | 452 4.5.3 too many recipients                        | DEFERRED TEMPORARY
            RCPT      | 454 4.7.1 relay access denied                        | DEFERRED TEMPORARY
            RCPT      | 421 closing                                          | DEFERRED PEER_UNHEALTHY
            DATA      | 451 4.3.0 later                                      | DEFERRED PEER_UNHEALTHY
            MAIL_SENT | 451 4.7.1 scanning failed                            | DEFERRED TEMPORARY
            MAIL_SENT | 421 4.3.2 shutting down                              | DEFERRED PEER_UNHEALTHY
            COPY_SENT | 451 4.2.0 later                                      | DEFERRED TEMPORARY
            # No such mailbox
            RCPT      | 550 5.1.1 unknown user                               | REJECTED INVALID_INBOX
            RCPT      | 550 5.1.1 User unknown in relay recipient table      | REJECTED INVALID_INBOX
            RCPT      | 550 5.1.2 bad host                                   | REJECTED INVALID_INBOX
            RCPT      | 501 5.1.3 bad address syntax                         | REJECTED INVALID_INBOX
            RCPT      | 551 5.1.6 moved                                      | REJECTED INVALID_INBOX
            RCPT      | 556 5.1.10 null MX                                   | REJECTED INVALID_INBOX
            RCPT      | 550 5.2.1 mailbox disabled                           | REJECTED INVALID_INBOX
            RCPT      | 550 no such user                                     | REJECTED INVALID_INBOX
            RCPT      | 551 user not local                                   | REJECTED INVALID_INBOX
            RCPT      | 553 mailbox name not allowed                         | REJECTED INVALID_INBOX
            MAIL_SENT | 550 5.1.1 unknown user                               | REJECTED INVALID_INBOX
            COPY_SENT | 550 5.1.1 unknown user                               | REJECTED INVALID_INBOX
            # Full
            RCPT      | 552 5.2.2 quota exceeded                             | DEFERRED MAILBOX_FULL
            RCPT      | 550 5.2.2 quota exceeded                             | DEFERRED MAILBOX_FULL
            RCPT      | 552 quota exceeded                                   | DEFERRED MAILBOX_FULL
            COPY_SENT | 552 5.2.2 quota exceeded                             | DEFERRED MAILBOX_FULL
            COPY_SENT | 552 quota exceeded                                   | DEFERRED MAILBOX_FULL
            MAIL_SENT | 554 5.2.2 quota exceeded                             | DEFERRED MAILBOX_FULL
            # One reply for everybody is about the mail
            MAIL_SENT | 552 too much mail data                               | REJECTED REFUSED
            COPY_SENT | 552 5.3.4 message too big                            | REJECTED REFUSED
            # Refused
            RCPT      | 554 5.2.3 too long for this mailbox                  | REJECTED REFUSED
            RCPT      | 550 5.7.26 not authenticated by relay.example.com    | REJECTED REFUSED
            RCPT      | 550 5.4.6 loop                                       | REJECTED REFUSED
            RCPT      | 554 not welcome                                      | REJECTED REFUSED
            RCPT      | 501 syntax error in address                          | REJECTED REFUSED
            DATA      | 554 5.7.1 command rejected                           | REJECTED REFUSED
            MAIL_SENT | 554 5.7.1 spam                                       | REJECTED REFUSED
            MAIL_SENT | 550 content rejected                                 | REJECTED REFUSED
            COPY_SENT | 550 5.7.1 a filter of the mailbox says no            | REJECTED REFUSED
            MAIL_SENT | 500 5.3.0 command failed                             | REJECTED REFUSED
            COPY_SENT | 550 content rejected                                 | REJECTED REFUSED
            # Relaying is refused: the server thinks that the domain isn't its own
            RCPT      | 554 5.7.1 <x@example.com>: Relay access denied       | DEFERRED PEER_UNHEALTHY
            RCPT      | 550 5.7.1 refused                                    | DEFERRED PEER_UNHEALTHY
            RCPT      | 550 relay not permitted                              | DEFERRED PEER_UNHEALTHY
            RCPT      | 550 5.7.54 unable to relay                           | DEFERRED PEER_UNHEALTHY
            RCPT      | 550 Relaying denied                                  | DEFERRED PEER_UNHEALTHY
            RCPT      | 535 5.7.8 not logged in                              | DEFERRED PEER_UNHEALTHY
            RCPT      | 530 authentication required                          | DEFERRED PEER_UNHEALTHY
            MAIL_SENT | 554 5.7.1 relaying denied                            | DEFERRED PEER_UNHEALTHY
            # We and the server misunderstand each other
            RCPT      | 503 5.5.1 need MAIL first                            | DEFERRED TEMPORARY
            RCPT      | 503 bad sequence                                     | DEFERRED TEMPORARY
            RCPT      | 500 what?                                            | DEFERRED TEMPORARY
            DATA      | 503 need RCPT first                                  | DEFERRED TEMPORARY
            DATA      | 554 5.5.1 no valid recipients                        | DEFERRED TEMPORARY
            DATA      | 250 ok                                               | DEFERRED TEMPORARY
            RCPT      | 354 go on                                            | DEFERRED TEMPORARY
            MAIL_SENT | 354 go on                                            | IN_DOUBT TEMPORARY
            # The two codes disagree
            RCPT      | 550 4.1.1 unknown user                               | DEFERRED TEMPORARY
            RCPT      | 450 5.1.1 unknown user                               | DEFERRED TEMPORARY
            MAIL_SENT | 554 4.7.1 perhaps                                    | DEFERRED TEMPORARY
            # Taken
            MAIL_SENT | 250 2.0.0 Ok: queued as 4F3                          | DELIVERED ACCEPTED
            MAIL_SENT | 251 forwarded                                        | DELIVERED ACCEPTED
            COPY_SENT | 250 2.0.0 saved                                      | DELIVERED ACCEPTED
            """)
    void judgesByPhaseAndReply(Phase phase, String line, String expected) {
        Reply reply = Reply.of(Integer.parseInt(line.substring(0, 3)), line);

        var result = Classification.of(phase, reply);

        assertThat(result.kind() + " " + result.cause()).isEqualTo(expected);
        assertThat(result.reply()).isEqualTo(line);
    }

    @ParameterizedTest
    @EnumSource
    void aLostConnectionIsADoubtOnlyAfterTheFinalDot(Phase phase) {
        var result = Classification.lost(phase, "gone");

        String expected = phase.isAfterFinalDot() ? "IN_DOUBT TEMPORARY" : "DEFERRED TEMPORARY";
        assertThat(result.kind() + " " + result.cause()).isEqualTo(expected);
    }

    @Test
    void aReplyOfSeveralLinesBecomesOne() {
        Reply reply = Reply.of(550, "550-5.1.1 There is no\n550-5.1.1 such\u0007 user\n550 5.1.1\n");

        assertThat(reply).isEqualTo(new Reply(550, "5.1.1", "There is no such? user"));
        assertThat(reply).hasToString("550 5.1.1 There is no such? user");
    }

    @Test
    void aReplyNeedsNeitherTextNorEnhancedCode() {
        assertThat(Reply.of(250, "250\n")).hasToString("250");
        assertThat(Reply.of(250, "250 2.0.0\n")).isEqualTo(new Reply(250, "2.0.0", ""));
        assertThat(Reply.of(250, "250 2.0 beta\n")).isEqualTo(new Reply(250, "", "2.0 beta"));
        assertThat(Reply.of(250, "")).isEqualTo(new Reply(250, "", ""));
        assertThat(Reply.none(true).isNone()).isTrue();
    }
}
