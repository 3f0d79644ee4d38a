package dev.mailworker.consume;

import dev.mailworker.consume.Stage.Phase;
import java.time.InstantSource;

/** Remembers the stage that was reached. Thread-safe. */
final class Lifecycle {
    private final InstantSource time;
    private Stage stage;

    Lifecycle(InstantSource time) {
        this.time = time;
        this.stage = new Stage(Phase.IDLE, time.instant());
    }

    /** Goes on; never back, as what comes late may say. */
    synchronized void reach(Phase phase) {
        if (phase.compareTo(stage.phase()) > 0) {
            stage = new Stage(phase, time.instant());
        }
    }

    synchronized void roundIsOver() {
        if (stage.phase() == Phase.RUNNING) {
            stage = new Stage(Phase.IDLE, time.instant());
        }
    }

    synchronized Stage stage() {
        return stage;
    }
}
