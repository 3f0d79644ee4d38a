package dev.mailworker.aws.s3;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Lists the mails of buckets, a page at a time. The worker's own objects are left out. Thread-safe. */
public final class S3Listing {
    /** SES puts it into a bucket that it was told of, to show that it can. */
    private static final String SETUP = "AMAZON_SES_SETUP_NOTIFICATION";

    private final Function<String, S3Client> clients;
    private final String ownPrefix;

    /**
     * Uses clients.
     *
     * @param clients gives a bucket's client, which stays open
     * @param ownPrefix the beginning of the keys under which the worker keeps its own objects
     */
    public S3Listing(Function<String, S3Client> clients, String ownPrefix) {
        this.clients = clients;
        this.ownPrefix = ownPrefix;
    }

    /**
     * A mail as the listing has it.
     *
     * @param ref where it lies
     * @param changedAt when the object was last written, be it by an audit
     */
    public record Entry(BlobRef ref, Instant changedAt) {}

    /**
     * {@return the mails of a bucket, in the order of their keys; the next page is asked for when it is needed}
     *
     * @param bucket which
     * @param prefix how the keys begin; empty for any
     * @param trouble is told when a page can't be had, which ends the bucket's mails
     */
    public Stream<Entry> list(String bucket, String prefix, Consumer<PortException> trouble) {
        return Stream.iterate(page(bucket, prefix, null, trouble), Optional::isPresent, page -> page.filter(
                                ListObjectsV2Response::isTruncated)
                        .flatMap(last -> page(bucket, prefix, last.nextContinuationToken(), trouble)))
                .flatMap(page -> page.stream().flatMap(found -> found.contents().stream()))
                .filter(object -> isMail(object.key(), ownPrefix))
                .map(object -> new Entry(new BlobRef(bucket, object.key()), object.lastModified()));
    }

    private Optional<ListObjectsV2Response> page(
            String bucket, String prefix, @Nullable String token, Consumer<PortException> trouble) {
        try {
            return Optional.of(clients.apply(bucket)
                    .listObjectsV2(
                            request -> request.bucket(bucket).prefix(prefix).continuationToken(token)));
        } catch (SdkException e) {
            trouble.accept(S3Trouble.of("list bucket " + bucket, e));
            return Optional.empty();
        }
    }

    /**
     * {@return whether an object is a mail, and not one that the worker, SES or a console made}
     *
     * @param key the object's key
     * @param ownPrefix the beginning of the keys under which the worker keeps its own objects
     */
    public static boolean isMail(String key, String ownPrefix) {
        return !key.startsWith(ownPrefix) && !key.endsWith("/") && !key.endsWith(SETUP);
    }
}
