package dev.mailworker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.port.PortException;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallsTest {
    private final PortException error = new PortException(PortException.Kind.TEMPORARY, "throttled");

    private final Calls calls = new Calls("get", "put");
    private final List<String> effects = new ArrayList<>();

    @Test
    void recordsCalls() {
        get();
        calls.stage("put", List.of("x", 1), () -> CompletableFuture.completedFuture(1))
                .join();

        assertThat(calls.made())
                .containsExactly(new Calls.Call("get", List.of()), new Calls.Call("put", List.of("x", 1)));
        calls.await("put", 1);
    }

    @Test
    void failsAsOftenAsToldTo() {
        calls.fail("get", 2, error);

        assertThatThrownBy(this::get).isSameAs(error);
        assertThatThrownBy(this::get).isSameAs(error);
        get();

        assertThat(effects).containsExactly("effect");
    }

    @Test
    void failsUntilMended() {
        calls.failAlways("get", error);
        assertThatThrownBy(this::get).isSameAs(error);
        assertThatThrownBy(this::get).isSameAs(error);

        calls.mend("get");

        assertThat(get()).isEqualTo("got");
    }

    @Test
    void runsHooksAroundTheEffect() {
        calls.before("get", () -> effects.add("before"));
        calls.after("get", () -> effects.add("after"));

        get();
        get();

        assertThat(effects).containsExactly("before", "effect", "after", "effect");
    }

    @Test
    void wrapsWhatAMethodCannotThrow() {
        calls.fail("get", new IOException("disk full"));

        assertThatThrownBy(this::get)
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasRootCauseMessage("disk full");
    }

    @Test
    void cancelsTheEffectWithTheAnswer() {
        CompletableFuture<String> effect = new CompletableFuture<>();

        calls.stage("put", List.of(), () -> effect).cancel(true);

        assertThat(effect).isCancelled();
    }

    @Test
    void knowsItsMethods() {
        assertThatThrownBy(() -> calls.fail("gte", error)).hasMessageContaining("gte");
    }

    private String get() {
        return calls.call("get", List.of(), () -> {
            effects.add("effect");
            return "got";
        });
    }
}
