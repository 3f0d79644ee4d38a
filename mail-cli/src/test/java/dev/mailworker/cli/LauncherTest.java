package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a small jar in the program's place: its class tells a number, and so which jar runs. */
@Timeout(300)
class LauncherTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path cache;

    /** Prints what it was made with. */
    public static final class Told {
        private Told() {}

        /** Ends with 3, unless it is asked for its version or to warm up. */
        public static void main(String[] args) throws IOException {
            try (var number = Told.class.getResourceAsStream("/number")) {
                System.out.println(new String(number.readAllBytes(), StandardCharsets.UTF_8));
            }
            System.exit(args[0].equals("fail") ? 3 : 0);
        }
    }

    private record Run(int code, String said) {}

    @BeforeEach
    void setUp() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh here");
        home = folder.resolve("mail worker");
        cache = folder.resolve("cache");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(Path.of("src/main/dist/bin/mailworker"), launcher());
        Files.setPosixFilePermissions(launcher(), PosixFilePermissions.fromString("rwxr-xr-x"));
        jar("1");
    }

    private Path launcher() {
        return home.resolve("bin/mailworker");
    }

    private Path jar() {
        return home.resolve("lib/mailworker.jar");
    }

    /** Not compressed, so that jars with numbers of one length are of one length, too. */
    private void jar(String number) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Told.class.getName());
        String path = Told.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar());
                JarOutputStream jar = new JarOutputStream(file, manifest);
                var told = Told.class.getResourceAsStream("/" + path)) {
            jar.setLevel(0);
            jar.putNextEntry(new JarEntry(path));
            told.transferTo(jar);
            jar.putNextEntry(new JarEntry("number"));
            jar.write(number.getBytes(StandardCharsets.UTF_8));
        }
        Files.setLastModifiedTime(jar(), FileTime.fromMillis(1_000_000_000_000L));
    }

    private Run run(Path launcher, Map<String, String> settings, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAILWORKER_CACHE_DIR", cache.toString());
        builder.environment().putAll(settings);
        Process process = builder.directory(folder.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said.strip());
    }

    private List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }

    @Test
    void passesTheExitCodeOnAndMayBeALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("mail worker/bin/mailworker"));

        assertThat(run(link, Map.of(), "fail")).isEqualTo(new Run(3, "1"));
    }

    @Test
    void jarOfTheSameSizeAndTimeGetsItsOwnCache() throws Exception {
        assertThat(run(launcher(), Map.of(), "warm-up").code()).isZero();
        long size = Files.size(jar());
        assertThat(caches()).hasSize(1);
        jar("2");

        assertThat(Files.size(jar())).isEqualTo(size);
        assertThat(run(launcher(), Map.of(), "--version")).isEqualTo(new Run(0, "2"));
        assertThat(run(launcher(), Map.of(), "warm-up").code()).isZero();
        assertThat(caches()).hasSize(2);
    }

    @Test
    void cacheThatIsCutShortIsNotUsed() throws Exception {
        assertThat(run(launcher(), Map.of(), "warm-up").code()).isZero();
        Files.write(caches().get(0), new byte[100]);

        assertThat(run(launcher(), Map.of(), "--version")).isEqualTo(new Run(0, "1"));
    }

    @Test
    void folderThatOthersCanWriteToIsNotUsed() throws Exception {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        Run run = run(launcher(), Map.of(), "--version");

        assertThat(run.code()).isZero();
        assertThat(run.said()).contains("nobody else can write to").endsWith("1");
        assertThat(run(launcher(), Map.of(), "warm-up").code()).isEqualTo(1);
        assertThat(caches()).isEmpty();
    }

    @Test
    void javaThatIsMissingOrTooOldIsTold() throws Exception {
        assertThat(run(launcher(), Map.of("JAVA_HOME", "/nowhere"), "--version"))
                .isEqualTo(new Run(
                        2, "mailworker: JAVA_HOME is /nowhere, which has no bin/java: name a Java 17 or later there"));

        Path old = folder.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_RUNTIME_VERSION=\"11.0.2+9\"\n");
        Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(old.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Run run = run(launcher(), Map.of("JAVA_HOME", old.toString()), "--version");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.said()).contains("is Java 11.0.2+9, which is too old");
    }
}
