package dev.mailworker.cli;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made of something that may change: made anew when it is another, and the same object otherwise. Thread-safe if the
 * source is.
 *
 * @param <S> what it is made of
 * @param <T> what is made
 */
final class Derived<S, T> implements Supplier<T> {
    private final Supplier<S> source;
    private final Function<S, T> maker;
    private volatile @Nullable Made<S, T> made;

    private record Made<S, T>(S of, T result) {}

    Derived(Supplier<S> source, Function<S, T> maker) {
        this.source = source;
        this.maker = maker;
    }

    @Override
    public T get() {
        S now = source.get();
        Made<S, T> known = made;
        if (known != null && known.of() == now) {
            return known.result();
        }
        return make(now).result();
    }

    private synchronized Made<S, T> make(S now) {
        Made<S, T> known = made;
        if (known != null && known.of() == now) {
            return known;
        }
        Made<S, T> fresh = new Made<>(now, maker.apply(now));
        made = fresh;
        return fresh;
    }
}
