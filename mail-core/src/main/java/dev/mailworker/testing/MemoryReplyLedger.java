package dev.mailworker.testing;

import dev.mailworker.port.ReplyLedger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The replies given, in memory. {@link #calls()} knows {@code enter} and {@code withdraw}. */
public final class MemoryReplyLedger implements ReplyLedger {
    private final Calls calls = new Calls("enter", "withdraw");
    private final Guard guard = new Guard();
    private final Map<Reply, Entry> entries = new HashMap<>();

    private record Entry(String owner, Instant until) {
        boolean binds(String other, Instant now) {
            return until.isAfter(now) && !owner.equals(other);
        }
    }

    /** No reply was given. */
    public MemoryReplyLedger() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    @Override
    public boolean enter(Reply reply, String owner, Instant now, Instant until) {
        return calls.call(
                "enter",
                List.of(reply, owner, now, until),
                () -> guard.get(() -> {
                    Entry earlier = entries.get(reply);
                    if (earlier != null && earlier.binds(owner, now)) {
                        return false;
                    }
                    entries.put(reply, new Entry(owner, until));
                    return true;
                }));
    }

    @Override
    public void withdraw(Reply reply, String owner) {
        calls.call(
                "withdraw",
                List.of(reply, owner),
                () -> guard.get(() -> {
                    Entry entry = entries.get(reply);
                    return entry != null && entry.owner.equals(owner) && entries.remove(reply, entry);
                }));
    }

    /** {@return the replies that are entered, expired ones included} */
    public Set<Reply> entries() {
        return guard.get(() -> Set.copyOf(entries.keySet()));
    }
}
