package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** s3proxy in this JVM, or S3 somewhere else, for tests. */
public final class LocalS3 implements AutoCloseable {
    /** The key and the secret that it takes. */
    public static final String CREDENTIAL = "test";

    private final @Nullable S3Proxy server;
    private final URI endpoint;
    private final S3Client client;

    /** Starts it. */
    public LocalS3() throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIAL, CREDENTIAL)
                .build();
        proxy.start();
        this.server = proxy;
        this.endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
        this.client = client(endpoint);
    }

    private LocalS3(URI endpoint) {
        this.server = null;
        this.endpoint = endpoint;
        this.client = client(endpoint);
    }

    /** {@return the buckets of a server that runs elsewhere, and goes on when this is closed} */
    public static LocalS3 at(URI endpoint) {
        return new LocalS3(endpoint);
    }

    /** {@return a client that goes somewhere else} */
    public static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_2)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(CREDENTIAL, CREDENTIAL)))
                .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
                .build();
    }

    /** {@return where it listens} */
    public URI endpoint() {
        return endpoint;
    }

    /** {@return a client of it} */
    public S3Client client() {
        return client;
    }

    /** Makes a bucket, unless another test did. */
    public void makeBucket(String name) {
        try {
            client.createBucket(request -> request.bucket(name));
        } catch (BucketAlreadyOwnedByYouException e) {
            assertThat(server)
                    .as("only servers that outlast a test have its buckets")
                    .isNull();
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            if (server != null) {
                server.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy can't be stopped", e);
        }
    }
}
