package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlobRefTest {
    @Test
    void needsBothNames() {
        assertThatThrownBy(() -> new BlobRef("", "key")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlobRef("bucket", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isPrintable() {
        assertThat(new BlobRef("bucket", "a/b\nc")).hasToString("bucket/a/b?c");
    }
}
