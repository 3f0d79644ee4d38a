package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.EmailAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link RuleStore} does. */
public interface RuleStoreContract {
    /** {@return the store; empty before each test} */
    RuleStore testee();

    /**
     * Gives a mailbox rules.
     *
     * @param mailbox whose
     * @param rules not {@link MailboxRules#NONE}; what is absent, empty or as usual may be left out
     */
    void put(EmailAddress mailbox, MailboxRules rules);

    /** {@return whether the table can't be read any more; false where a test can't bring that about} */
    default boolean breakTable() {
        return false;
    }

    @Test
    default void answersNobody() {
        assertThat(rules(Set.of())).isEmpty();
    }

    @Test
    default void leavesOutAMailboxWithoutRules() {
        assertThat(rules(Set.of(EmailAddress.of("nobody@example.com")))).isEmpty();
    }

    @Test
    default void givesEveryRule() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        EmailAddress eve = EmailAddress.of("eve@example.com");
        EmailAddress joe = EmailAddress.of("joe@example.com");
        MailboxRules both = new MailboxRules(
                new OutOfOffice(true, "<p>F\u00fcr zwei Wochen weg \ud83d\ude00</p>\nBob", true)
                        .withSubject("Weg")
                        .withPeriod(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 14))
                        .withDays(3)
                        .withAliases(List.of("sales@example.com")),
                List.of("z@example.net", "a@example.net"),
                false);
        MailboxRules answers = new MailboxRules(new OutOfOffice(true, "Away.", false), List.of());
        MailboxRules forwards = new MailboxRules(OutOfOffice.OFF, List.of("not an address"));
        put(bob, both);
        put(eve, answers);
        put(joe, forwards);

        assertThat(rules(Set.of(bob, eve, joe))).isEqualTo(Map.of(bob, both, eve, answers, joe, forwards));
        assertThat(rules(Set.of(eve))).containsOnlyKeys(eve);
    }

    @Test
    default void findsAMailboxInAnyCase() {
        put(EmailAddress.of("bob@example.com"), new MailboxRules(OutOfOffice.OFF, List.of("a@example.net")));

        assertThat(rules(Set.of(EmailAddress.of("Bob@EXAMPLE.com")))).hasSize(1);
    }

    @Test
    default void answersManyMailboxes() {
        Set<EmailAddress> mailboxes = new HashSet<>(Audits.recipients(250));
        mailboxes.forEach(mailbox -> put(mailbox, new MailboxRules(OutOfOffice.OFF, List.of("to-" + mailbox.key()))));

        assertThat(rules(mailboxes)).hasSize(250).allSatisfy((mailbox, its) -> assertThat(its.forwards())
                .containsExactly("to-" + mailbox.key()));
    }

    @Test
    default void failsWhenTheTableCannotBeRead() {
        assumeTrue(breakTable(), "this table can't be broken");

        assertThat(testee().rules(Set.of(EmailAddress.of("bob@example.com"))).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withCauseInstanceOf(PortException.class);
    }

    private Map<EmailAddress, MailboxRules> rules(Set<EmailAddress> mailboxes) {
        return testee().rules(mailboxes)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
