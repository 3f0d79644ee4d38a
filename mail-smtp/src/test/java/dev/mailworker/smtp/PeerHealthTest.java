package dev.mailworker.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class PeerHealthTest {
    private static final DeliveryResult DELIVERED = DeliveryResult.delivered("250 ok");
    private static final DeliveryResult UNHEALTHY = DeliveryResult.deferred(Cause.PEER_UNHEALTHY, "550 no");
    private static final DeliveryResult LATER = DeliveryResult.deferred(Cause.TEMPORARY, "450 later");

    private final List<String> lines = new ArrayList<>();
    private final PeerHealth health = new PeerHealth(recording(lines), "SMTP server mail:25");

    private static Logger recording(List<String> lines) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    Object[] rest = new Object[arguments.length - 1];
                    System.arraycopy(arguments, 1, rest, 0, rest.length);
                    lines.add(method.getName() + " "
                            + MessageFormatter.arrayFormat((String) arguments[0], rest)
                                    .getMessage());
                    return null;
                });
    }

    @Test
    void aLineWhenItFallsIllAndOneWhenItIsWell() {
        health.note(List.of(DELIVERED));
        health.note(List.of(UNHEALTHY));
        health.note(List.of(UNHEALTHY));
        health.noSession(LATER);
        health.note(List.of(LATER));
        health.note(List.of(DELIVERED));
        health.note(List.of(DELIVERED));

        assertThat(lines)
                .containsExactly(
                        "warn SMTP server mail:25 takes no mail: 550 no", "info SMTP server mail:25 takes mail again");
    }

    @Test
    void aServerThatDecidesOnSomeIsWell() {
        health.note(List.of(UNHEALTHY, DELIVERED));
        health.note(List.of(LATER));
        health.noSession(DeliveryResult.deferred(Cause.NOT_STARTED, "closing"));

        assertThat(lines).isEmpty();
    }

    @Test
    void noSessionIsIllness() {
        health.noSession(LATER);

        assertThat(lines).containsExactly("warn SMTP server mail:25 takes no mail: 450 later");
    }
}
