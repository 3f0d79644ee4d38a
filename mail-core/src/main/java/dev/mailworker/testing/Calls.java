package dev.mailworker.testing;

import dev.mailworker.port.PortException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a fake's methods: what they were, and what is to go wrong with those to come. What is set up for a method
 * is used up one call at a time, in the order in which it was set up; the steps before a call took effect and those after
 * are two queues. A fake of one's own can use this too, by {@link #call} and {@link #stage}.
 *
 * <p>For example, {@code store.calls().failAfter("mark", error)} has the next {@code mark} write the audit and then report
 * that it failed.
 */
public final class Calls {
    private final Guard guard = new Guard();
    private final Set<String> methods;
    private final List<Call> made = new ArrayList<>();
    private final Map<String, Deque<Step>> before = new HashMap<>();
    private final Map<String, Deque<Step>> after = new HashMap<>();
    private final Map<String, Throwable> broken = new HashMap<>();

    /**
     * One call.
     *
     * @param method the method's name
     * @param arguments what it was called with
     */
    public record Call(String method, List<Object> arguments) {
        /** Copies the list. */
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** What happens before or after a call's effect; the call goes on when the answer is there. */
    @FunctionalInterface
    private interface Step {
        CompletionStage<Void> take();
    }

    /**
     * Expects calls.
     *
     * @param methods the names of the methods that there are
     */
    public Calls(String... methods) {
        this.methods = Set.of(methods);
    }

    /** {@return all calls so far, in the order in which they began} */
    public List<Call> made() {
        return guard.get(() -> List.copyOf(made));
    }

    /**
     * {@return the calls of one method so far}
     *
     * @param method its name
     */
    public List<Call> of(String method) {
        known(method);
        return made().stream().filter(call -> call.method().equals(method)).toList();
    }

    /**
     * Waits for calls.
     *
     * @param method the method's name
     * @param atLeast how many calls of it must have begun
     */
    public void await(String method, int atLeast) {
        known(method);
        guard.await(
                () -> made.stream().filter(call -> call.method().equals(method)).count() >= atLeast,
                () -> "fewer than " + atLeast + " calls of " + method + " among " + made);
    }

    /**
     * The next call fails and has no effect.
     *
     * @param method the method's name
     * @param error what it throws, or its stage fails with
     */
    public void fail(String method, Throwable error) {
        fail(method, 1, error);
    }

    /**
     * The next calls fail and have no effect.
     *
     * @param method the method's name
     * @param times how many
     * @param error what they throw, or their stages fail with
     */
    public void fail(String method, int times, Throwable error) {
        for (int i = 0; i < times; i++) {
            add(before, method, () -> CompletableFuture.failedFuture(error));
        }
    }

    /**
     * The next call takes effect and fails nevertheless, as when the answer gets lost.
     *
     * @param method the method's name
     * @param error what it throws, or its stage fails with
     */
    public void failAfter(String method, Throwable error) {
        add(after, method, () -> CompletableFuture.failedFuture(error));
    }

    /**
     * All calls fail and have no effect, until {@link #mend}.
     *
     * @param method the method's name
     * @param error what they throw, or their stages fail with
     */
    public void failAlways(String method, Throwable error) {
        known(method);
        guard.run(() -> broken.put(method, error));
    }

    /**
     * Nothing goes wrong any more with a method.
     *
     * @param method the method's name
     */
    public void mend(String method) {
        known(method);
        guard.run(() -> {
            broken.remove(method);
            before.remove(method);
            after.remove(method);
        });
    }

    /**
     * Something happens just before the next call takes effect, in the calling thread.
     *
     * @param method the method's name
     * @param hook what; what it throws, the call throws
     */
    public void before(String method, Runnable hook) {
        add(before, method, step(hook));
    }

    /**
     * Something happens just after the next call took effect.
     *
     * @param method the method's name
     * @param hook what; what it throws, the call throws
     */
    public void after(String method, Runnable hook) {
        add(after, method, step(hook));
    }

    /**
     * Holds the next call before it takes effect: a blocking method blocks, a stage stays open.
     *
     * @param method the method's name
     * @return what holds it
     */
    public Gate hold(String method) {
        Gate gate = new Gate();
        add(before, method, gate::reach);
        return gate;
    }

    /**
     * Holds the next call after it took effect.
     *
     * @param method the method's name
     * @return what holds it
     */
    public Gate holdAfter(String method) {
        Gate gate = new Gate();
        add(after, method, gate::reach);
        return gate;
    }

    /**
     * Makes a call of a method that blocks.
     *
     * @param <T> what it gives
     * @param method its name
     * @param arguments what it was called with
     * @param effect what it does
     * @return what the effect gave
     */
    public <T> T call(String method, List<Object> arguments, Supplier<T> effect) {
        begin(method, arguments);
        await(method, take(before, method));
        T result = effect.get();
        await(method, take(after, method));
        return result;
    }

    /**
     * Makes a call of a method that answers by a stage.
     *
     * @param <T> what it gives
     * @param method its name
     * @param arguments what it was called with
     * @param effect what it does; cancelling the answer cancels what this gives
     * @return what the effect gave
     */
    public <T> CompletableFuture<T> stage(
            String method, List<Object> arguments, Supplier<? extends CompletionStage<T>> effect) {
        begin(method, arguments);
        CompletableFuture<T> answer = new CompletableFuture<>();
        take(before, method)
                .thenCompose(go -> cancelledWith(answer, effect.get()))
                .thenCompose(value -> take(after, method).thenApply(go -> value))
                .whenComplete((value, error) -> {
                    if (error == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(cause(error));
                    }
                });
        return answer;
    }

    private static <T> CompletionStage<T> cancelledWith(CompletableFuture<T> answer, CompletionStage<T> inner) {
        CompletionStage<T> unused = answer.whenComplete((value, error) -> {
            if (answer.isCancelled()) {
                inner.toCompletableFuture().cancel(true);
            }
        });
        return inner;
    }

    private void begin(String method, List<Object> arguments) {
        known(method);
        guard.run(() -> made.add(new Call(method, arguments)));
    }

    private void add(Map<String, Deque<Step>> steps, String method, Step step) {
        known(method);
        guard.run(() -> steps.computeIfAbsent(method, m -> new ArrayDeque<>()).add(step));
    }

    private CompletionStage<Void> take(Map<String, Deque<Step>> steps, String method) {
        Step step = guard.get(() -> next(steps, method));
        try {
            return step.take();
        } catch (Throwable fromHook) {
            return CompletableFuture.failedFuture(fromHook);
        }
    }

    private Step next(Map<String, Deque<Step>> steps, String method) {
        Throwable always = broken.get(method);
        if (always != null && steps == before) {
            return () -> CompletableFuture.failedFuture(always);
        }
        Deque<Step> queue = steps.get(method);
        Step step = queue == null ? null : queue.poll();
        return step == null ? () -> CompletableFuture.completedFuture(null) : step;
    }

    private static Step step(Runnable hook) {
        return () -> {
            hook.run();
            return CompletableFuture.completedFuture(null);
        };
    }

    private static void await(String method, CompletionStage<Void> step) {
        try {
            step.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw unchecked(cause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortException(PortException.Kind.TEMPORARY, method + " was interrupted", e);
        }
    }

    private static Throwable cause(Throwable error) {
        @Nullable Throwable cause = error.getCause();
        boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
        return wrapped && cause != null ? cause : error;
    }

    private static RuntimeException unchecked(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException usual ? usual : new UndeclaredThrowableException(error);
    }

    private void known(String method) {
        if (!methods.contains(method)) {
            throw new IllegalArgumentException("there is no method " + method + ", only " + methods);
        }
    }
}
