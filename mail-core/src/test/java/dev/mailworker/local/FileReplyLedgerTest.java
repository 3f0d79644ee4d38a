package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.ReplyLedger.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplyLedgerTest {
    private static final EmailAddress ANN = EmailAddress.of("ann@x.example");
    private static final EmailAddress BOB = EmailAddress.of("bob@y.example");
    private static final Reply REPLY = new Reply(ANN, BOB, "away");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    @TempDir
    Path folder;

    private FileReplyLedger ledger;

    @BeforeEach
    void open() {
        ledger = new FileReplyLedger(folder);
    }

    @Test
    void entersOnceForAllWorkers() {
        assertThat(ledger.enter(REPLY, "w1", NOW, LATER)).isTrue();
        assertThat(new FileReplyLedger(folder).enter(REPLY, "w2", NOW, LATER)).isFalse();
        assertThat(ledger.enter(REPLY, "w1", NOW, LATER)).isTrue();
        assertThat(ledger.enter(new Reply(ANN, EmailAddress.of("BOB@y.example"), "away"), "w2", NOW, LATER))
                .isFalse();
    }

    @Test
    void otherTextsAndPeopleAreOtherReplies() {
        ledger.enter(REPLY, "w1", NOW, LATER);
        assertThat(ledger.enter(new Reply(ANN, BOB, "back soon"), "w2", NOW, LATER))
                .isTrue();
        assertThat(ledger.enter(new Reply(BOB, ANN, "away"), "w2", NOW, LATER)).isTrue();
    }

    @Test
    void anExpiredEntryIsNone() {
        ledger.enter(REPLY, "w1", NOW, LATER);
        assertThat(ledger.enter(REPLY, "w2", LATER.minusMillis(1), LATER.plusSeconds(9)))
                .isFalse();
        assertThat(ledger.enter(REPLY, "w2", LATER, LATER.plusSeconds(9))).isTrue();
    }

    @Test
    void onlyTheOwnerWithdraws() {
        ledger.enter(REPLY, "w1", NOW, LATER);
        ledger.withdraw(REPLY, "w2");
        assertThat(ledger.enter(REPLY, "w2", NOW, LATER)).isFalse();
        ledger.withdraw(REPLY, "w1");
        ledger.withdraw(REPLY, "w1");
        assertThat(ledger.enter(REPLY, "w2", NOW, LATER)).isTrue();
    }

    @Test
    void ofManyWorkersOneWins() {
        long winners = IntStream.range(0, 16)
                .parallel()
                .filter(i -> new FileReplyLedger(folder).enter(REPLY, "w" + i, NOW, LATER))
                .count();
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void sweepsWhatIsExpired() throws IOException {
        for (int i = 0; i < 600; i++) {
            ledger.enter(new Reply(ANN, BOB, "text " + i), "w", NOW.plusSeconds(100L * i), LATER.plusSeconds(100L * i));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")).count())
                    .isBetween(1L, 256L);
        }
    }
}
