package dev.mailworker.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of the example site, with its mails spooled as packaging spools them. */
final class ExampleSite {
    private static final Path ORIGINAL = Path.of("site");

    private final Path folder;

    ExampleSite(Path folder) throws IOException {
        this.folder = folder;
        for (String part : List.of("mail", "tables")) {
            copy(ORIGINAL.resolve(part), folder.resolve(part));
        }
        copy(ORIGINAL.resolve("mails"), folder.resolve("spool"));
    }

    Path folder() {
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(ExampleSite::isTracked).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.resolveSibling(""));
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Whoever ran the example by hand has mails in its mailboxes. */
    private static boolean isTracked(Path file) {
        return Stream.of("new", "cur", "tmp")
                .map(Path::of)
                .noneMatch(folder -> file.endsWith(folder) || isIn(folder, file));
    }

    private static boolean isIn(Path folder, Path file) {
        return file.resolveSibling("").endsWith(folder);
    }

    /** {@return the example mails' keys, each with its file} */
    static Map<String, Path> mails() throws IOException {
        Map<String, Path> mails = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ORIGINAL.resolve("mails"))) {
            files.filter(file -> file.toString().endsWith(".eml"))
                    .forEach(
                            file -> mails.put(String.valueOf(file.getFileName()).replace(".eml", ""), file));
        }
        return mails;
    }

    /** {@return by which domain's spool a mail comes} */
    static String domain(Path mail) {
        return String.valueOf(ORIGINAL.resolve("mails").relativize(mail).getName(0));
    }

    /** {@return the files in a mailbox's new/} */
    List<Path> mailbox(String domain, String local) throws IOException {
        Path fresh = folder.resolve("mail").resolve(domain).resolve(local).resolve("new");
        if (!Files.isDirectory(fresh)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(fresh)) {
            return files.toList();
        }
    }
}
