package dev.mailworker.testing;

import dev.mailworker.decide.SentMail;
import dev.mailworker.port.SentMailStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The mails that a site sent, in memory. {@link #calls()} knows {@code find}. */
public final class MemorySentMail implements SentMailStore {
    private final Calls calls = new Calls("find");
    private final Guard guard = new Guard();
    private final Map<String, SentMail> byId = new HashMap<>();

    private Duration lateness = Duration.ZERO;

    /** The site sent nothing. */
    public MemorySentMail() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    /**
     * Puts in a mail.
     *
     * @param sent the mail
     * @return this
     */
    public MemorySentMail put(SentMail sent) {
        guard.run(() -> byId.put(sent.messageId(), sent));
        return this;
    }

    /**
     * Lets entries come later than bounces.
     *
     * @param most how much later
     * @return this
     */
    public MemorySentMail late(Duration most) {
        guard.run(() -> lateness = most);
        return this;
    }

    @Override
    public Duration lateness() {
        return guard.get(() -> lateness);
    }

    @Override
    public CompletionStage<Optional<SentMail>> find(String messageId) {
        return calls.stage(
                "find",
                List.of(messageId),
                () -> CompletableFuture.completedFuture(guard.get(() -> Optional.ofNullable(byId.get(messageId)))));
    }
}
