package dev.mailworker.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first SIGTERM or SIGINT ask for a stop, and the second end the process at once, or SIGHUP do something, until
 * closed. The JDK's class for this is not part of the platform's API, so it is reached by reflection; without it, a shutdown
 * hook does what it can.
 */
final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final Map<String, Integer> END = Map.of("INT", 130, "TERM", 143);

    private final AtomicBoolean asked = new AtomicBoolean();
    private final List<Runnable> restoring = new ArrayList<>();

    private Signals() {}

    /**
     * Starts to listen.
     *
     * @param stop what the first signal does, on a thread that the second does not wait for
     */
    static Signals onFirst(Runnable stop) {
        Signals signals = new Signals();
        try {
            for (Map.Entry<String, Integer> end : END.entrySet()) {
                signals.handle(end.getKey(), () -> signals.stopOrEnd(stop, end.getValue()));
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "mailworker-stop"));
        }
        return signals;
    }

    private void stopOrEnd(Runnable stop, int code) {
        if (asked.compareAndSet(false, true)) {
            stop.run();
        } else {
            Runtime.getRuntime().halt(code);
        }
    }

    /**
     * Starts to listen for SIGHUP, which ends the process otherwise. Where there is no such signal, nothing happens.
     *
     * @param action what it does, on a thread of its own
     */
    static Signals onHangUp(Runnable action) {
        Signals signals = new Signals();
        try {
            signals.handle("HUP", action);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.info("there is no SIGHUP here: files are read again when they change");
        }
        return signals;
    }

    private void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object ours = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(self);
                            case "equals" -> self == args[0];
                            default -> "handler of SIG" + name;
                        };
                    }
                    action.run();
                    return null;
                });
        Object number = signal.getConstructor(String.class).newInstance(name);
        Object before = signal.getMethod("handle", signal, handler).invoke(null, number, ours);
        restoring.add(() -> {
            try {
                signal.getMethod("handle", signal, handler).invoke(null, number, before);
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("what could be set can be set again", e);
            }
        });
    }

    /**
     * Sends a signal to this process.
     *
     * @param name its name, without SIG
     */
    static void raise(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java knows no signals: it can't be told to stop by one", e);
        }
    }

    /** {@return whether a stop was asked for} */
    boolean wereHeard() {
        return asked.get();
    }

    /** From now on signals do what they did before. */
    @Override
    public void close() {
        restoring.forEach(Runnable::run);
        restoring.clear();
    }
}
