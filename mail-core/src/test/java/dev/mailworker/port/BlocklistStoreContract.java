package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.mail.EmailAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link BlocklistStore} does. */
public interface BlocklistStoreContract {
    /** {@return the store; empty before each test} */
    BlocklistStore testee();

    /**
     * Gives a mailbox patterns.
     *
     * @param mailbox whose
     * @param patterns at least one
     */
    void block(EmailAddress mailbox, List<String> patterns);

    /** {@return whether the table can't be read any more; false where a test can't bring that about} */
    default boolean breakTable() {
        return false;
    }

    @Test
    default void answersNobody() {
        assertThat(patterns(Set.of())).isEmpty();
    }

    @Test
    default void leavesOutAMailboxWithoutPatterns() {
        assertThat(patterns(Set.of(EmailAddress.of("nobody@example.com")))).isEmpty();
    }

    @Test
    default void givesPatternsInTheirOrder() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        List<String> patterns =
                List.of("*@z.example", "a?@example.net", "[!a]@example.net", "  spaced  ", "B\u00e9@x.example");
        block(bob, patterns);

        assertThat(patterns(Set.of(bob))).isEqualTo(Map.of(bob, patterns));
    }

    @Test
    default void givesOnlyThoseAskedFor() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        EmailAddress eve = EmailAddress.of("eve@example.com");
        block(bob, List.of("*"));
        block(eve, List.of("x@example.net"));

        assertThat(patterns(Set.of(eve))).containsOnlyKeys(eve);
    }

    @Test
    default void findsAMailboxInAnyCase() {
        block(EmailAddress.of("bob@example.com"), List.of("*"));

        assertThat(patterns(Set.of(EmailAddress.of("Bob@EXAMPLE.com")))).hasSize(1);
    }

    @Test
    default void answersManyMailboxes() {
        Set<EmailAddress> mailboxes = new HashSet<>(Audits.recipients(250));
        mailboxes.forEach(mailbox -> block(mailbox, List.of("not-" + mailbox.key())));

        Map<EmailAddress, List<String>> patterns = patterns(mailboxes);

        assertThat(patterns).hasSize(250).allSatisfy((mailbox, its) -> assertThat(its)
                .containsExactly("not-" + mailbox.key()));
    }

    @Test
    default void failsWhenTheTableCannotBeRead() {
        assumeTrue(breakTable(), "this table can't be broken");

        assertThat(testee().patterns(Set.of(EmailAddress.of("bob@example.com"))).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withCauseInstanceOf(PortException.class);
    }

    private Map<EmailAddress, List<String>> patterns(Set<EmailAddress> mailboxes) {
        return testee().patterns(mailboxes)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
