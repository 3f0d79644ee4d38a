package dev.mailworker.local;

import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One domain's folder of a spool as a queue: each {@code KEY.eml} is a message, with {@code KEY.json} for its envelope.
 * {@link LocalSite#source} makes it. Thread-safe; any number of them, in any number of processes, may work on one folder.
 *
 * <p>Mails are given out in the order in which their files were last modified. A settled one is moved to {@code done/} or
 * {@code dead/} with its envelope and audit. Stages complete on the site's one spool thread: what is hung on them must
 * not block. Leases go by the site's clock; how long a poll waits goes by the system's, so that a clock that is set right
 * doesn't end it.
 */
public final class SpoolSource implements MessageSource {
    private static final Logger log = LoggerFactory.getLogger(SpoolSource.class);

    private final String name;
    private final SpoolQueue queue;
    private final SpoolPoller poller;
    private final Set<Poll> polls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SpoolSource(String name, SpoolQueue queue, SpoolPoller poller) {
        this.name = name;
        this.queue = queue;
        this.poller = poller;
    }

    /** {@return {@code spool/} and the domain} */
    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
        if (max < 1) {
            throw new IllegalArgumentException("can't receive " + max + " messages");
        }
        Poll poll = new Poll(max, lease, wait);
        polls.add(poll);
        if (closed || !poller.execute(poll::start)) {
            polls.remove(poll);
            poll.answer.completeExceptionally(new PortException(Kind.TEMPORARY, name + " is closed"));
        }
        return poll.answer;
    }

    @Override
    public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
        return change("extend the lease on", receipt, ours -> queue.extend(ours, lease));
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
        return change("settle", receipt, ours -> queue.settle(ours, settlement));
    }

    /**
     * Makes messages that wait for another attempt visible at once; those that a worker has stay with it. Waits for the
     * files.
     *
     * @return how many
     * @throws PortException if the spool can't be read or written
     */
    public int expedite() {
        return FileTrouble.reporting("expedite " + name, queue::expedite);
    }

    /**
     * Takes one mail by its key, wherever it is in its life: one that has left the spool comes back into it for as long as it
     * is ours. If it is settled to be retried it goes back to where it was, whatever the delay: only mails that wait in the
     * spool are given out again by themselves. Waits for the files.
     *
     * @param key the mail's key
     * @param lease for how long it is ours
     * @return the message about it; empty if a worker has it, or if there is no such mail
     * @throws PortException if the spool can't be read or written
     */
    public Optional<Received> take(String key, Duration lease) {
        return FileTrouble.reporting("take " + name + "/" + key, () -> queue.take(key, lease));
    }

    /** Ends the polls that wait, with no messages. Messages that were given out can still be settled. */
    @Override
    public void close() {
        closed = true;
        polls.forEach(Poll::end);
    }

    @FunctionalInterface
    private interface Change {
        void make(SpoolReceipt receipt) throws IOException;
    }

    private CompletionStage<Void> change(String what, Receipt receipt, Change change) {
        if (!(receipt instanceof SpoolReceipt ours)) {
            throw new IllegalArgumentException("the receipt is another source's: " + receipt);
        }
        return poller.submit(() -> FileTrouble.reporting(what + " " + ours.ref(), () -> {
                    change.make(ours);
                    return true;
                }))
                .thenAccept(made -> {});
    }

    /** Somebody's wait for messages. */
    private final class Poll implements SpoolPoller.Waiting {
        private final CompletableFuture<List<Received>> answer = new CompletableFuture<>();
        private final int max;
        private final Duration lease;
        private final Duration wait;
        private final long began = System.nanoTime();

        Poll(int max, Duration lease, Duration wait) {
            this.max = max;
            this.lease = lease;
            this.wait = wait;
        }

        void start() {
            if (tryTake()) {
                polls.remove(this);
            } else {
                poller.await(this);
            }
        }

        @Override
        public boolean look() {
            boolean worthIt = answer.isDone() || isOver() || queue.isWorthALook();
            boolean ended = worthIt && tryTake();
            if (ended) {
                polls.remove(this);
            }
            return ended;
        }

        private boolean isOver() {
            return wait.compareTo(Duration.ofNanos(System.nanoTime() - began)) <= 0;
        }

        private boolean tryTake() {
            if (answer.isDone()) {
                return true;
            }
            try {
                List<Received> taken = queue.take(max, lease);
                if (taken.isEmpty() && !isOver()) {
                    return false;
                }
                if (!answer.complete(taken) && !taken.isEmpty()) {
                    queue.giveBack(taken);
                }
            } catch (IOException e) {
                answer.completeExceptionally(FileTrouble.of("receive from " + name, e));
            } catch (Throwable e) {
                // Whatever it is: somebody waits for the answer.
                log.warn("Receiving from {} failed", name, e);
                answer.completeExceptionally(e);
            }
            return true;
        }

        @Override
        public void end() {
            answer.complete(List.of());
        }
    }
}
