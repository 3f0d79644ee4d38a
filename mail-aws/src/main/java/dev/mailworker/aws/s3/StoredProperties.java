package dev.mailworker.aws.s3;

import dev.mailworker.mail.Printable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What is stored with an object beside its bytes. A copy that replaces metadata drops whatever isn't given again: S3 can't
 * change one without the others.
 */
final class StoredProperties {
    private static final Logger LOG = LoggerFactory.getLogger(StoredProperties.class);
    private static final Set<String> CLIENT_SIDE_ENCRYPTION = Set.of("x-amz-key-v2", "x-amz-key", "x-amz-iv");

    private final GetObjectResponse stored;
    private final Map<String, String> metadata;

    StoredProperties(GetObjectResponse stored) {
        this.stored = stored;
        this.metadata = lowerCased(stored.metadata());
    }

    static Map<String, String> lowerCased(Map<String, String> metadata) {
        Map<String, String> lower = new LinkedHashMap<>();
        metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    /** {@return the user metadata, names in lower case} */
    Map<String, String> metadata() {
        return metadata;
    }

    /** {@return whether the bytes were encrypted before S3 got them} */
    boolean isEncryptedByClient() {
        return metadata.keySet().stream().anyMatch(CLIENT_SIDE_ENCRYPTION::contains);
    }

    /**
     * Gives everything again.
     *
     * @param copy the copy in place
     * @param what names the object, for warnings
     */
    void giveAgain(CopyObjectRequest.Builder copy, String what) {
        copy.contentType(stored.contentType())
                .cacheControl(stored.cacheControl())
                .contentDisposition(stored.contentDisposition())
                .contentEncoding(stored.contentEncoding())
                .contentLanguage(stored.contentLanguage())
                .websiteRedirectLocation(stored.websiteRedirectLocation())
                .storageClass(stored.storageClassAsString())
                .serverSideEncryption(stored.serverSideEncryptionAsString())
                .ssekmsKeyId(stored.ssekmsKeyId())
                .bucketKeyEnabled(stored.bucketKeyEnabled());
        expires(what).ifPresent(copy::expires);
        if (stored.missingMeta() != null && stored.missingMeta() > 0) {
            LOG.warn("{}: {} metadata that S3 can't show are lost by writing the audit", what, stored.missingMeta());
        }
    }

    private Optional<Instant> expires(String what) {
        String text = stored.expiresString();
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            LOG.warn("{}: Expires is no time and is lost by writing the audit: {}", what, Printable.of(text, 80));
            return Optional.empty();
        }
    }

    /** {@return a value of foreign metadata as it can be sent: what isn't US-ASCII breaks the signature} */
    static String sendable(String value) {
        boolean plain = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return plain
                ? value
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
