package dev.mailworker.mail;

/**
 * Where a mail lies: a bucket and an object key on S3; on a local site the domain and the name of the file without
 * {@code .eml}.
 *
 * @param bucket the bucket; not empty
 * @param key the object's key; not empty. It names the mail in logs, in {@code explain} and in {@code replay}
 */
public record BlobRef(String bucket, String key) {
    /** Refuses empty names. */
    public BlobRef {
        if (bucket.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException(
                    "a mail's place needs a bucket and a key, not '" + bucket + "' and '" + key + "'");
        }
    }

    @Override
    public String toString() {
        return Printable.of(bucket + "/" + key);
    }
}
