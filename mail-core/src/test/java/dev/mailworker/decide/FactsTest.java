package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");

    @Test
    void knowsOnlyTheTimeAtFirst() {
        Facts facts = Facts.at(NOW);

        assertThat(facts.now()).isEqualTo(NOW);
        assertThat(facts.isManaged("example.com")).isFalse();
        assertThat(facts.blocked(BOB)).isEmpty();
        assertThat(facts.rules(BOB)).isEqualTo(MailboxRules.NONE);
        assertThat(facts.sentMail()).isEmpty();
        assertThat(facts.progress()).isEqualTo(Progress.NONE);
        assertThat(facts.unknown()).isEmpty();
    }

    @Test
    void keepsEachFactWhenAnotherIsAdded() {
        MailboxRules rules = new MailboxRules(MailboxRules.OutOfOffice.OFF, List.of("x@example.net"));
        SentMail sent = new SentMail("id", "", List.of(), "", "", null);
        Progress progress = Progress.NONE.withAttempt();

        Facts facts = Facts.at(NOW)
                .withManagedDomains(Set.of("example.com"))
                .withBlocked(Map.of(BOB, List.of("*")))
                .withRules(Map.of(BOB, rules))
                .withSentMail(sent)
                .withProgress(progress)
                .withUnknown(Set.of(Table.SENT_MAIL));

        assertThat(facts.now()).isEqualTo(NOW);
        assertThat(facts.isManaged("example.com")).isTrue();
        assertThat(facts.blocked(EmailAddress.of("BOB@example.com"))).containsExactly("*");
        assertThat(facts.rules(BOB)).isEqualTo(rules);
        assertThat(facts.sentMail()).contains(sent);
        assertThat(facts.progress()).isEqualTo(progress);
        assertThat(facts.unknown()).containsExactly(Table.SENT_MAIL);
    }
}
