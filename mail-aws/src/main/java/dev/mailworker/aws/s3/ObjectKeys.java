package dev.mailworker.aws.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the objects that hold what is kept about mails: a prefix, the mail's name, and {@code .json}. */
final class ObjectKeys {
    /** S3's limit for a key, in octets of UTF-8. */
    private static final int LONGEST = 1024;

    private static final String SUFFIX = ".json";

    private final String prefix;

    ObjectKeys(String prefix) {
        this.prefix = prefix;
    }

    String of(String name) {
        String key = prefix + name + SUFFIX;
        return octets(key).length <= LONGEST ? key : prefix + "sha256-" + hash(name) + SUFFIX;
    }

    private static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets(key)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
