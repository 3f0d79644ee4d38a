package dev.mailworker;

import dev.mailworker.port.ReplyLedger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replies given since the start of this process, for sites that keep no table of them. */
final class RepliesInMemory implements ReplyLedger {
    private static final Logger LOG = LoggerFactory.getLogger(RepliesInMemory.class);
    private static final int SWEEP_ABOVE = 10_000;

    private final Map<Reply, Entry> entries = new HashMap<>();
    private boolean saidSo;

    private record Entry(String owner, Instant until) {}

    @Override
    public synchronized boolean enter(Reply reply, String owner, Instant now, Instant until) {
        sayOnce();
        if (entries.size() > SWEEP_ABOVE) {
            entries.values().removeIf(entry -> !entry.until().isAfter(now));
        }
        Entry entry = entries.get(reply);
        boolean free =
                entry == null || !entry.until().isAfter(now) || entry.owner().equals(owner);
        if (free) {
            entries.put(reply, new Entry(owner, until));
        }
        return free;
    }

    @Override
    public synchronized void withdraw(Reply reply, String owner) {
        Entry entry = entries.get(reply);
        if (entry != null && entry.owner().equals(owner)) {
            entries.remove(reply);
        }
    }

    private void sayOnce() {
        if (!saidSo) {
            saidSo = true;
            LOG.warn("auto-replies given are remembered in memory only: after a restart, a sender may get one again");
        }
    }
}
