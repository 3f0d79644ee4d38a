package dev.mailworker.cli;

import dev.mailworker.port.PortException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Does something that takes its time with each of many things: several at once, and no more than a batch ahead. */
final class Batches {
    private static final int BATCH = 64;
    private static final int AT_ONCE = 16;

    private Batches() {}

    /**
     * {@return the results, in the order of the things}
     *
     * @param things what to work on; taken as the results are
     * @param work what to do with each; its {@link PortException} ends the stream
     */
    static <T, R> Stream<R> map(Stream<T> things, Function<? super T, ? extends R> work) {
        Iterator<List<R>> batches = new Iterator<>() {
            private final Iterator<T> rest = things.iterator();
            private final ExecutorService threads = threads();

            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public List<R> next() {
                List<CompletableFuture<R>> running = new ArrayList<>();
                while (running.size() < BATCH && rest.hasNext()) {
                    T thing = rest.next();
                    running.add(CompletableFuture.supplyAsync(() -> work.apply(thing), threads));
                }
                return running.stream().map(Batches::result).toList();
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED), false)
                .flatMap(List::stream);
    }

    private static <R> R result(CompletableFuture<R> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PortException trouble) {
                throw trouble;
            }
            throw e;
        }
    }

    /** Daemons that end when there is nothing more to do: nobody has to close them. */
    private static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "mailworker-look");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
