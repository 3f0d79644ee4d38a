package dev.mailworker.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
    private final Turns turns = new Turns(1);
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> waiting = new ArrayList<>();

    /** Begins a turn on a thread of its own, and returns when it waits. */
    private Thread waits(String kind) {
        Thread thread = new Thread(() -> {
            try {
                turns.begin(kind);
                served.add(kind);
            } catch (InterruptedException e) {
                served.add(kind + " interrupted");
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        waiting.add(thread);
        return thread;
    }

    /** Ends a turn, and returns when the next has begun. */
    private void next() throws InterruptedException {
        int before = served.size();
        turns.end();
        while (served.size() == before) {
            Thread.onSpinWait();
        }
    }

    @Test
    void linesTakeTurns() throws InterruptedException {
        turns.begin("flooded");
        waits("flooded");
        waits("flooded");
        waits("flooded");
        waits("quiet");
        for (int i = 0; i < 4; i++) {
            next();
        }

        assertThat(served).containsExactly("flooded", "quiet", "flooded", "flooded");
        turns.end();
        turns.begin("anybody, at once");
    }

    @Test
    void whoIsInterruptedTakesNobodysTurn() throws InterruptedException {
        turns.begin("first");
        Thread impatient = waits("impatient");
        waits("patient");
        impatient.interrupt();
        impatient.join();
        next();

        assertThat(served).containsExactly("impatient interrupted", "patient");
    }
}
