package dev.mailworker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private final List<Runnable> later = new ArrayList<>();
    private final AtomicInteger room = new AtomicInteger(10);
    private final Permits permits = new Permits(10, room::get, (wait, task) -> later.add(task));
    private final List<String> granted = new ArrayList<>();

    private void ask(String who, int wanted) {
        permits.ask(wanted, count -> granted.add(who + " " + count));
    }

    @Test
    void grantsAtOnceWhatIsFree() {
        ask("a", 4);
        ask("b", 6);

        assertThat(granted).containsExactly("a 4", "b 6");
        assertThat(permits.free()).isZero();
    }

    @Test
    void nobodyGetsMoreThanThereAre() {
        ask("a", 50);

        assertThat(granted).containsExactly("a 10");
    }

    @Test
    void whoWaitsIsServedInTurnEachABatch() {
        ask("flooded", 10);
        ask("flooded", 10);
        ask("quiet", 1);
        permits.giveBack(10);
        permits.giveBack(1);

        assertThat(granted).containsExactly("flooded 10", "flooded 10", "quiet 1");
    }

    @Test
    void waitsAMomentForAWholeBatchAndThenTakesWhatIsFree() {
        ask("a", 10);
        ask("b", 10);
        permits.giveBack(3);
        assertThat(granted).containsExactly("a 10");
        assertThat(later).hasSize(1);

        later.get(0).run();

        assertThat(granted).containsExactly("a 10", "b 3");
    }

    @Test
    void oneMomentIsWaitedForAtATime() {
        ask("a", 10);
        ask("b", 10);
        permits.giveBack(1);
        permits.giveBack(1);

        assertThat(later).hasSize(1);
    }

    @Test
    void whoGivesUpWaitingIsForgotten() {
        ask("a", 10);
        ask("b", 5);
        permits.clear();
        permits.giveBack(10);

        assertThat(granted).containsExactly("a 10");
        assertThat(permits.free()).isEqualTo(10);
    }

    @Test
    void noMoreAreInUseThanThereIsRoomFor() {
        room.set(3);
        ask("a", 2);
        ask("b", 10);
        later.get(0).run();

        assertThat(granted).containsExactly("a 2", "b 1");
        assertThat(permits.free()).isZero();
    }

    @Test
    void withoutRoomWhoAsksWaitsUntilThereIsSome() {
        room.set(0);
        ask("a", 10);
        later.remove(0).run();
        assertThat(granted).isEmpty();
        assertThat(permits.isOpen()).isFalse();

        room.set(1);
        later.remove(0).run();

        assertThat(granted).containsExactly("a 1");
        assertThat(later).isEmpty();
    }
}
