package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.ReversePath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortValuesTest {
    @Test
    void refusesAMailToNobody() {
        Content content = new Content.Composed(new byte[0]);

        assertThatThrownBy(() -> new Outgoing("id", ReversePath.NULL, List.of(), content))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesARetryInThePast() {
        assertThatThrownBy(() -> new Settlement.RetryAfter(Duration.ofMillis(-1), "later"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Settlement.RetryAfter(Duration.ZERO, "now").because()).isEqualTo("now");
    }

    @Test
    void reportsTroubleOnOneLine() {
        assertThat(new PortException(PortException.Kind.DENIED, "a\r\nb\u001b[2J"))
                .hasMessage("a??b?[2J");
    }
}
