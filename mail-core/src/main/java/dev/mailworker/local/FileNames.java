package dev.mailworker.local;

import dev.mailworker.mail.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Which names files may have, so that no name leads out of its folder. */
final class FileNames {
    /** The longest key, in octets: a name has 255 on most file systems, and {@code .audit.json} comes behind it. */
    static final int LONGEST_KEY = 200;

    private static final String AUDIT = ".audit";

    private FileNames() {}

    /** {@return whether a mail's files can have this key; a key that ends in .audit would take another's audit} */
    static boolean isKey(String key) {
        return isPlain(key) && !key.endsWith(AUDIT) && key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
    }

    /** {@return whether text is one name in a folder, and not a hidden one (which {@code .} and {@code ..} are too)} */
    static boolean isPlain(String name) {
        return !name.isEmpty() && name.charAt(0) != '.' && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
    }

    /** {@return whether text is a domain as this worker writes it, and so fit to be a folder's name} */
    static boolean isDomain(String name) {
        Optional<String> domain = EmailAddress.parse("postmaster@" + name).map(EmailAddress::domain);
        return domain.filter(name::equals).isPresent() && name.charAt(0) != '[';
    }

    /** {@return the names of what is in a folder, sorted; nothing if it isn't there} */
    static List<String> in(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    /** {@return a name for any text: itself where that is harmless, else with a hash that keeps different texts apart} */
    static String of(String text) {
        boolean harmless = isPlain(text)
                && text.length() <= LONGEST_KEY
                && text.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "-_.=+@,:".indexOf(c) >= 0));
        // The tilde is in no harmless text, so that a hashed name can't meet one that stands for itself.
        return harmless ? text : "~" + hash(text);
    }

    /** {@return a hash of some texts, in order, as 40 hexadecimal digits} */
    static String hash(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                // With its length before it, no text can run into the next.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
