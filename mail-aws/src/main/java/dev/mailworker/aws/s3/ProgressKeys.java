package dev.mailworker.aws.s3;

import dev.mailworker.mail.BlobRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the object that holds a mail's progress. */
final class ProgressKeys {
    /** S3's limit for a key, in octets of UTF-8. */
    private static final int LONGEST = 1024;

    private static final String SUFFIX = ".json";

    private final String prefix;

    ProgressKeys(String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("progress needs a prefix of its own, or it would lie among the mails");
        }
        this.prefix = prefix;
    }

    String of(BlobRef ref) {
        String key = prefix + ref.key() + SUFFIX;
        return octets(key).length <= LONGEST ? key : prefix + "sha256-" + hash(ref.key()) + SUFFIX;
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
