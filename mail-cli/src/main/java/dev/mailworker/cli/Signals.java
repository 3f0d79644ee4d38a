package dev.mailworker.cli;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the first SIGTERM or SIGINT ask for a stop, and the second end the process at once. The JDK's class for this is
 * not part of the platform's API, so it is reached by reflection; without it, a shutdown hook does what it can.
 */
final class Signals {
    private static final Map<String, Integer> END = Map.of("INT", 130, "TERM", 143);

    private Signals() {}

    static void onFirst(Runnable stop) {
        AtomicBoolean asked = new AtomicBoolean();
        try {
            for (String name : END.keySet()) {
                handle(name, () -> {
                    if (asked.compareAndSet(false, true)) {
                        stop.run();
                    } else {
                        Runtime.getRuntime().halt(END.get(name));
                    }
                });
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "mailworker-stop"));
        }
    }

    private static void handle(String name, Runnable task) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(self);
                            case "equals" -> self == args[0];
                            default -> "handler of SIG" + name;
                        };
                    }
                    task.run();
                    return null;
                });
        Object number = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, number, proxy);
    }
}
