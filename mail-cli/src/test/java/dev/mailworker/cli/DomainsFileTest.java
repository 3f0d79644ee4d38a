package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainsFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        file = write("# ours\n\n example.com # the first\r\nBÜCHER.example.\n");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("domains"), text);
    }

    @Test
    void namesDomainsAsAddressesHaveThem() {
        assertThat(DomainsFile.open(file, Set.of("example.org"), Duration.ZERO).get())
                .containsExactlyInAnyOrder("example.com", "xn--bcher-kva.example", "example.org");
    }

    @Test
    void isReadAgainWhenItChanges() throws IOException {
        Supplier<Set<String>> domains = DomainsFile.open(file, Set.of(), Duration.ZERO);
        write("example.net\n");

        assertThat(domains.get()).containsExactly("example.net");
        assertThat(domains.get()).isSameAs(domains.get());

        write("example.net # the same\n");
        Set<String> before = domains.get();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(domains.get()).as("equal ones stay the same set").isSameAs(before);
        write("example.org\n");
        assertThat(domains.get()).containsExactly("example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# none\n", "example.net\nno domain\n", "ann@example.net\n"})
    void whatItNamedStaysWhileItIsBroken(String broken) throws IOException {
        Supplier<Set<String>> domains = DomainsFile.open(file, Set.of(), Duration.ZERO);
        Set<String> before = domains.get();
        write(broken);

        assertThat(domains.get()).isEqualTo(before);
        write("example.net");
        assertThat(domains.get()).containsExactly("example.net");
    }

    @Test
    void whatItNamedStaysWhileItIsGone() throws IOException {
        Supplier<Set<String>> domains = DomainsFile.open(file, Set.of(), Duration.ZERO);
        Set<String> before = domains.get();
        Files.delete(file);

        assertThat(domains.get()).isEqualTo(before);
        write("example.net");
        assertThat(domains.get()).containsExactly("example.net");
    }

    @ParameterizedTest
    @CsvSource({"'', names no domain", "'a.example\nb c', ':2: ''b c'' is no mail domain'"})
    void isRefusedWhereNothingGoodWasBefore(String text, String complaint) throws IOException {
        write(text);

        assertThatThrownBy(() -> DomainsFile.open(file, Set.of(), Duration.ZERO))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("DOMAINS_FILE: " + file)
                .hasMessageContaining(complaint);
    }

    @Test
    void isNotLookedAtForEachQuestion() throws IOException {
        WatchedFile<Set<String>> domains = DomainsFile.open(file, Set.of(), Duration.ofHours(1));
        Set<String> before = domains.get();
        write("example.net");
        assertThat(domains.get()).isEqualTo(before);

        domains.readAgain();

        assertThat(domains.get()).containsExactly("example.net");
    }
}
