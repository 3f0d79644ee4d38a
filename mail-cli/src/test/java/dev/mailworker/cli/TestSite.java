package dev.mailworker.cli;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A local site that is put together for a test, and the program run on it in this process. */
final class TestSite {
    static final String ALICE = "alice@example.com";
    static final String BOB = "bob@example.com";
    static final String ANN = "ann@example.net";

    private final Path folder;
    private final Map<String, String> environment =
            new HashMap<>(Map.of("WORKER_NAME", "mx1", "HEALTH_PORT", "0", "METRICS_PORT", "0", "STATUS_PORT", "0"));

    /** A site with the domain example.com and the mailboxes of Alice and Bob. */
    TestSite(Path folder) {
        this.folder = folder;
        mailbox(ALICE).mailbox(BOB);
    }

    /** What a run printed, and how it ended. */
    record Run(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }

        List<JsonValue> json() {
            return out.lines()
                    .map(line -> Json.read("output", line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Map<String, String> environment() {
        return environment;
    }

    TestSite set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TestSite domain(String domain) {
        make(folder.resolve("spool").resolve(domain));
        return this;
    }

    TestSite mailbox(String address) {
        String[] parts = address.split("@", -1);
        make(folder.resolve("mail").resolve(parts[1]).resolve(parts[0]));
        return domain(parts[1]);
    }

    /** Spools a mail from Ann. */
    TestSite mail(String key, String... recipients) {
        return mailFrom(ANN, key, recipients);
    }

    TestSite mailFrom(String sender, String key, String... recipients) {
        String to = Arrays.stream(recipients).map(r -> '"' + r + '"').collect(Collectors.joining(","));
        return envelope(key, "{\"from\":\"" + sender + "\",\"to\":[" + to + "]}")
                .bytes(key, recipients);
    }

    /** Writes what lies beside a mail of example.com. */
    TestSite envelope(String key, String json) {
        return write("spool/example.com/" + key + ".json", json);
    }

    /** Spools a mail to example.com without saying who sent it to whom. */
    TestSite bytes(String key, String... recipients) {
        String text = "From: Ann <" + ANN + ">\r\nTo: " + String.join(", ", recipients) + "\r\nSubject: " + key
                + "\r\n\r\nHello.\r\n";
        write("spool/example.com/." + key, text);
        return move("spool/example.com/." + key, "spool/example.com/" + key + ".eml");
    }

    TestSite blocks(String recipient, String... patterns) {
        String list = Arrays.stream(patterns).map(p -> "{\"S\":\"" + p + "\"}").collect(Collectors.joining(","));
        return write(
                "tables/email-blocked-senders.json",
                "{\"Items\":[{\"email_address\":{\"S\":\"" + recipient + "\"},\"blocked_patterns\":{\"L\":[" + list
                        + "]}}],\"Count\":1}");
    }

    TestSite write(String name, String text) {
        try {
            make(file(name).resolveSibling(""));
            Files.writeString(file(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestSite move(String from, String to) {
        try {
            Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what is in a mailbox} */
    List<String> delivered(String address) throws IOException {
        String[] parts = address.split("@", -1);
        Path fresh = file("mail/" + parts[1] + "/" + parts[0] + "/new");
        if (!Files.isDirectory(fresh)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(fresh)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    /** Runs a command on this site: {@code --local} goes where the command's own options begin. */
    Run run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        int options = 0;
        while (options < all.size() && !all.get(options).startsWith("-")) {
            options++;
        }
        all.addAll(options, List.of("--local", folder.toString()));
        return mailworker(environment, all.toArray(String[]::new));
    }

    /** Runs a command that needs no site. */
    Run runWithoutSite(String... args) {
        return mailworker(environment, args);
    }

    static Run mailworker(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(environment, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Run(code, out.toString(), err.toString());
    }
}
