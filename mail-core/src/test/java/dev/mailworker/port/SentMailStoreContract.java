package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.decide.SentMail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link SentMailStore} does. */
public interface SentMailStoreContract {
    /** {@return the store} */
    SentMailStore testee();

    /**
     * Puts in a mail.
     *
     * @param sent what is known of it
     */
    void put(SentMail sent);

    /** {@return whether the table can't be read any more; false where a test can't bring that about} */
    default boolean breakTable() {
        return false;
    }

    @Test
    default void findsAMail() {
        SentMail sent = new SentMail(
                "0100018f-1234-000000",
                "shop@example.com",
                List.of("z@example.net", "a@example.net"),
                "Permanent",
                "General",
                Instant.parse("2026-02-03T04:05:06Z"));
        put(sent);

        assertThat(find("0100018f-1234-000000")).contains(sent);
    }

    @Test
    default void findsAMailOfWhichLittleIsKnown() {
        SentMail sent = new SentMail("0100018f-5678-000000", "", List.of(), "", "", null);
        put(sent);

        assertThat(find("0100018f-5678-000000")).contains(sent);
    }

    @Test
    default void knowsOnlyWhatWasSent() {
        assertThat(find("0100018f-9999-000000")).isEmpty();
    }

    @Test
    default void failsWhenTheTableCannotBeRead() {
        assumeTrue(breakTable(), "this table can't be broken");

        assertThat(testee().find("0100018f-1234-000000").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withCauseInstanceOf(PortException.class);
    }

    private Optional<SentMail> find(String messageId) {
        return testee().find(messageId)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
