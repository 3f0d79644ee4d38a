package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link BlocklistEditor} does. */
public interface BlocklistEditorContract {
    /** {@return the editor of a table that is empty before each test} */
    BlocklistEditor testee();

    /**
     * Gives a mailbox an attribute that is not ours.
     *
     * @param mailbox whose
     * @return false where there are none
     */
    default boolean putForeignAttribute(EmailAddress mailbox) {
        return false;
    }

    /**
     * {@return whether the attribute is still there}
     *
     * @param mailbox whose
     */
    default boolean hasForeignAttribute(EmailAddress mailbox) {
        return false;
    }

    @Test
    default void listsNothingAtFirst() {
        assertThat(testee().list()).isEmpty();
    }

    @Test
    default void addsPatternsInOrder() {
        assertThat(testee().add(EmailAddress.of("Bob@example.com"), "*@z.example"))
                .isTrue();
        assertThat(testee().add(EmailAddress.of("bob@example.com"), "*@a.example"))
                .isTrue();
        assertThat(testee().add(EmailAddress.of("eve@example.com"), "*@b.example"))
                .isTrue();

        assertThat(testee().list())
                .isEqualTo(Map.of(
                        "bob@example.com", List.of("*@z.example", "*@a.example"),
                        "eve@example.com", List.of("*@b.example")));
    }

    @Test
    default void saysThatAPatternWasThere() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        testee().add(bob, "*@z.example");

        assertThat(testee().add(bob, "*@z.example")).isFalse();

        assertThat(testee().list()).containsEntry("bob@example.com", List.of("*@z.example"));
    }

    @Test
    default void refusesABlankPattern() {
        EmailAddress bob = EmailAddress.of("bob@example.com");

        assertThatThrownBy(() -> testee().add(bob, " \t")).isInstanceOf(IllegalArgumentException.class);

        assertThat(testee().list()).isEmpty();
    }

    @Test
    default void removesAPattern() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        testee().add(bob, "one");
        testee().add(bob, "two");
        testee().add(bob, "three");

        assertThat(testee().remove(bob, "two")).isTrue();

        assertThat(testee().list()).containsEntry("bob@example.com", List.of("one", "three"));
    }

    @Test
    default void saysThatAPatternWasNotThere() {
        assertThat(testee().remove(EmailAddress.of("bob@example.com"), "*")).isFalse();
        assertThat(testee().list()).isEmpty();
    }

    @Test
    default void listsNoMailboxWhosePatternsAreGone() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        testee().add(bob, "*");

        testee().remove(bob, "*");

        assertThat(testee().list()).isEmpty();
    }

    @Test
    default void keepsAttributesThatAreNotOurs() {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        assumeTrue(putForeignAttribute(bob), "this table has no attributes but ours");

        testee().add(bob, "one");
        testee().add(bob, "two");
        testee().remove(bob, "one");
        testee().remove(bob, "two");

        assertThat(hasForeignAttribute(bob)).isTrue();
    }
}
