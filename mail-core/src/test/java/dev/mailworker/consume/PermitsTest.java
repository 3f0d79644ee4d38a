package dev.mailworker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private final List<Runnable> later = new ArrayList<>();
    private final AtomicInteger room = new AtomicInteger(64);
    private final Permits few = permits(6);
    private final Map<String, Permits.Share> shares = new HashMap<>();
    private final List<String> granted = new ArrayList<>();

    private Permits permits(int total) {
        return new Permits(total, room::get, (wait, task) -> later.add(task));
    }

    private void ask(String who, int wanted) {
        ask(few, who, wanted);
    }

    private void ask(Permits permits, String who, int wanted) {
        share(permits, who).ask(wanted, count -> granted.add(who + " " + count));
    }

    private Permits.Share share(Permits permits, String who) {
        return shares.computeIfAbsent(who, w -> permits.share());
    }

    private void giveBack(String who, int count) {
        share(few, who).giveBack(count);
    }

    @Test
    void grantsAtOnceWhatIsFree() {
        ask("a", 4);
        ask("b", 2);

        assertThat(granted).containsExactly("a 4", "b 2");
        assertThat(few.free()).isZero();
    }

    @Test
    void nobodyGetsMoreThanThereAre() {
        ask("a", 50);

        assertThat(granted).containsExactly("a 6");
    }

    @Test
    void whoWaitsIsServedInTurnEachABatch() {
        ask("flooded", 6);
        ask("flooded", 6);
        ask("quiet", 1);
        giveBack("flooded", 6);
        giveBack("flooded", 1);

        assertThat(granted).containsExactly("flooded 6", "flooded 6", "quiet 1");
    }

    @Test
    void waitsAMomentForAWholeBatchAndThenTakesWhatIsFree() {
        ask("a", 6);
        ask("b", 6);
        giveBack("a", 3);
        assertThat(granted).containsExactly("a 6");
        assertThat(later).hasSize(1);

        later.get(0).run();

        assertThat(granted).containsExactly("a 6", "b 3");
    }

    @Test
    void oneMomentIsWaitedForAtATime() {
        ask("a", 6);
        ask("b", 6);
        giveBack("a", 1);
        giveBack("a", 1);

        assertThat(later).hasSize(1);
    }

    @Test
    void whoGivesUpWaitingIsForgotten() {
        ask("a", 6);
        ask("b", 5);
        few.clear();
        giveBack("a", 6);

        assertThat(granted).containsExactly("a 6");
        assertThat(few.free()).isEqualTo(6);
    }

    @Test
    void noMoreAreInUseThanThereIsRoomFor() {
        room.set(3);
        ask("a", 2);
        ask("b", 6);
        later.get(0).run();

        assertThat(granted).containsExactly("a 2", "b 1");
        assertThat(few.free()).isZero();
    }

    @Test
    void withoutRoomWhoAsksWaitsUntilThereIsSome() {
        room.set(0);
        ask("a", 6);
        later.remove(0).run();
        assertThat(granted).isEmpty();
        assertThat(few.isOpen()).isFalse();

        room.set(1);
        later.remove(0).run();

        assertThat(granted).containsExactly("a 1");
        assertThat(later).isEmpty();
    }

    @Test
    void floodedSourceLeavesSomeForOthersHoweverSlowItsMails() {
        Permits many = permits(64);
        ask(many, "flooded", 64);
        later.get(0).run();
        ask(many, "flooded", 10);
        ask(many, "quiet", 1);
        ask(many, "another", 1);

        assertThat(granted).containsExactly("flooded 56", "quiet 1", "another 1");
    }

    @Test
    void twoFloodedSourcesShareAndLeaveSomeForAThird() {
        Permits many = permits(64);
        for (int i = 0; i < 20; i++) {
            ask(many, "one", 10);
            ask(many, "two", 10);
        }
        for (int i = 0; i < 100; i++) {
            later.remove(0).run();
        }
        ask(many, "quiet", 1);

        assertThat(granted).last().isEqualTo("quiet 1");
        assertThat(many.free()).isPositive();
    }
}
