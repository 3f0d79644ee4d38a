package dev.mailworker.aws.s3;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.decide.Progress;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.ProgressJson;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What is remembered of mails, a JSON object each in the mail's own bucket, under a prefix. Made with
 * {@code If-None-Match: *} and changed with {@code If-Match}, so that of two workers one wins. Thread-safe.
 */
public final class S3Progress implements ProgressStore {
    /** Where the objects lie unless said otherwise. */
    public static final String DEFAULT_PREFIX = ".mailworker/progress/";

    /** Tells our own write from another's, when S3 made it and the answer got lost. */
    private static final String WRITER = "mailworker-writer";

    private final Function<String, S3Client> clients;
    private final ObjectKeys keys;

    /**
     * Uses a client.
     *
     * @param client stays open
     * @param prefix where the objects lie; no bucket notification may be about it
     */
    public S3Progress(S3Client client, String prefix) {
        this(bucket -> client, prefix);
    }

    /**
     * Uses clients.
     *
     * @param clients gives a bucket's client, which stays open
     * @param prefix where the objects lie; no bucket notification may be about it
     */
    public S3Progress(Function<String, S3Client> clients, String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("progress needs a prefix of its own, or it would lie among the mails");
        }
        this.clients = clients;
        this.keys = new ObjectKeys(prefix);
    }

    private S3Client client(BlobRef ref) {
        return clients.apply(ref.bucket());
    }

    @Override
    public Optional<Versioned> load(BlobRef ref) {
        try {
            ResponseBytes<GetObjectResponse> stored = client(ref)
                    .getObjectAsBytes(request -> request.bucket(ref.bucket()).key(keys.of(ref.key())));
            return Optional.of(new Versioned(
                    read(ref, stored.asByteArray()), stored.response().eTag()));
        } catch (SdkException e) {
            if (S3Trouble.isMissing(e)) {
                return Optional.empty();
            }
            throw S3Trouble.of("read the progress of " + ref, e);
        }
    }

    private Progress read(BlobRef ref, byte[] content) {
        String name = ref.bucket() + "/" + keys.of(ref.key());
        try {
            return ProgressJson.read(Json.read(name, content));
        } catch (JsonFormatException e) {
            throw new PortException(
                    Kind.UNREADABLE,
                    e.getMessage() + "; mend the object, or delete it to let the mail start anew, which may repeat what"
                            + " was done",
                    e);
        }
    }

    @Override
    public Versioned create(BlobRef ref, Progress progress) {
        return put(ref, progress, request -> request.ifNoneMatch("*"));
    }

    @Override
    public Versioned update(BlobRef ref, Versioned read, Progress progress) {
        return put(ref, progress, request -> request.ifMatch(read.version()));
    }

    private Versioned put(BlobRef ref, Progress progress, Consumer<PutObjectRequest.Builder> condition) {
        String writer = UUID.randomUUID().toString();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(ref.bucket())
                .key(keys.of(ref.key()))
                .contentType("application/json")
                .metadata(Map.of(WRITER, writer));
        condition.accept(request);
        byte[] content = Json.file(ProgressJson.write(progress));
        try {
            String version = client(ref)
                    .putObject(request.build(), RequestBody.fromBytes(content))
                    .eTag();
            return new Versioned(progress, version);
        } catch (SdkException e) {
            if (!isConflict(e)) {
                throw S3Trouble.of("change the progress of " + ref, e);
            }
            // The SDK repeats a request whose answer got lost, and then meets what it wrote itself.
            return head(ref)
                    .filter(stored -> writer.equals(stored.metadata().get(WRITER)))
                    .map(stored -> new Versioned(progress, stored.eTag()))
                    .orElseThrow(() -> conflict(ref, e));
        }
    }

    private Optional<HeadObjectResponse> head(BlobRef ref) {
        try {
            return Optional.of(client(ref)
                    .headObject(request -> request.bucket(ref.bucket()).key(keys.of(ref.key()))));
        } catch (SdkException e) {
            if (S3Trouble.isMissing(e)) {
                return Optional.empty();
            }
            throw S3Trouble.of("read the progress of " + ref, e);
        }
    }

    @Override
    public void remove(BlobRef ref, Versioned read) {
        try {
            client(ref)
                    .deleteObject(request ->
                            request.bucket(ref.bucket()).key(keys.of(ref.key())).ifMatch(read.version()));
        } catch (SdkException e) {
            if (!isConflict(e)) {
                throw S3Trouble.of("remove the progress of " + ref, e);
            }
            if (head(ref).isPresent()) {
                throw conflict(ref, e);
            }
        }
    }

    /** Of an object that isn't there, If-Match says that it isn't. */
    private static boolean isConflict(SdkException failure) {
        return AwsTrouble.kind(failure) == Kind.CONFLICT || S3Trouble.isMissing(failure);
    }

    private static PortException conflict(BlobRef ref, SdkException failure) {
        return new PortException(
                Kind.CONFLICT,
                "can't change the progress of " + ref + ": another worker did: " + AwsTrouble.words(failure),
                failure);
    }
}
