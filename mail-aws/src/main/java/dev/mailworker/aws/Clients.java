package dev.mailworker.aws;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients of the services, made on first use, with their time-outs and retries: the one place for these.
 *
 * <p>SQS and DynamoDB share a netty client, because polls and merged look-ups wait without a thread. S3 and SES share an
 * Apache 5 client: mails block a thread of their own anyway, and of the synchronous clients it starts fastest with a class
 * data or AOT cache, while url-connection keeps five connections to a host and opens the rest anew each time.
 */
final class Clients implements AutoCloseable {
    private static final int TRIES = 3;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** More than a poll lasts. */
    private static final Duration POLL_ANSWER = Duration.ofSeconds(30);
    /** Of a body, from one read to the next. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final AwsSettings settings;
    private final Lazy<SdkAsyncHttpClient> netty = new Lazy<>(this::makeNetty);
    private final Lazy<SdkHttpClient> apache = new Lazy<>(this::makeApache);
    private final Lazy<SqsAsyncClient> sqs = new Lazy<>(this::makeSqs);
    private final Lazy<DynamoDbAsyncClient> dynamoDb = new Lazy<>(this::makeDynamoDb);
    private final Lazy<S3Client> s3 = new Lazy<>(this::makeS3);
    private final Lazy<SesV2Client> ses = new Lazy<>(this::makeSes);

    Clients(AwsSettings settings) {
        this.settings = settings;
    }

    SqsAsyncClient sqs() {
        return sqs.get();
    }

    DynamoDbAsyncClient dynamoDb() {
        return dynamoDb.get();
    }

    S3Client s3() {
        return s3.get();
    }

    SesV2Client ses() {
        return ses.get();
    }

    private SdkAsyncHttpClient makeNetty() {
        return NettyNioAsyncHttpClient.builder()
                .maxConcurrency(settings.polls())
                .maxPendingConnectionAcquires(settings.polls())
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                .readTimeout(POLL_ANSWER)
                .build();
    }

    private SdkHttpClient makeApache() {
        return Apache5HttpClient.builder()
                .maxConnections(settings.connections())
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(Duration.ofSeconds(30))
                .socketTimeout(SILENCE)
                // Before the services close them: a connection that is closed while a request goes out costs a try.
                .connectionMaxIdleTime(Duration.ofSeconds(15))
                .tcpKeepAlive(true)
                .build();
    }

    private SqsAsyncClient makeSqs() {
        return set(
                        SqsAsyncClient.builder().httpClient(netty.get()),
                        AwsService.SQS,
                        AwsRetryStrategy.standardRetryStrategy(),
                        POLL_ANSWER,
                        Duration.ofSeconds(60))
                .build();
    }

    private DynamoDbAsyncClient makeDynamoDb() {
        return set(
                        DynamoDbAsyncClient.builder().httpClient(netty.get()),
                        AwsService.DYNAMODB,
                        AwsRetryStrategy.standardRetryStrategy(),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10))
                .build();
    }

    private S3Client makeS3() {
        return set(
                        S3Client.builder().httpClient(apache.get()).forcePathStyle(isS3Elsewhere()),
                        AwsService.S3,
                        AwsRetryStrategy.standardRetryStrategy(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60))
                .build();
    }

    private SesV2Client makeSes() {
        return set(
                        SesV2Client.builder().httpClient(apache.get()),
                        AwsService.SESV2,
                        onlyWhenThrottled(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(90))
                .build();
    }

    /** Any other failure may come after SES took the mail: repeating it here would send it twice. */
    private static RetryStrategy onlyWhenThrottled() {
        return StandardRetryStrategy.builder()
                .useClientDefaults(false)
                .maxAttempts(TRIES)
                .retryOnException(Clients::isThrottled)
                .treatAsThrottling(Clients::isThrottled)
                .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(200), Duration.ofSeconds(2)))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(Duration.ofMillis(500), Duration.ofSeconds(5)))
                .build();
    }

    private static boolean isThrottled(Throwable failure) {
        return failure instanceof AwsServiceException service && service.isThrottlingException();
    }

    private <B extends AwsClientBuilder<B, ?>> B set(
            B builder, AwsService service, RetryStrategy retries, Duration oneTry, Duration allTries) {
        Optional.ofNullable(settings.endpoints().get(service)).ifPresent(builder::endpointOverride);
        return builder.region(Region.of(settings.region()))
                .overrideConfiguration(config -> config.retryStrategy(retries)
                        .apiCallAttemptTimeout(oneTry)
                        .apiCallTimeout(allTries));
    }

    /** Whatever answers there, it rarely has a host name for each bucket. */
    private boolean isS3Elsewhere() {
        return settings.endpoints().containsKey(AwsService.S3)
                || isEndpointNamed(System.getenv(), "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")
                || Stream.of("aws.endpointUrl", "aws.endpointUrlS3").anyMatch(name -> System.getProperty(name) != null);
    }

    static boolean isEndpointNamed(Map<String, String> environment, String... names) {
        return Stream.of(names).map(environment::get).anyMatch(value -> value != null && !value.isBlank());
    }

    @Override
    public void close() {
        Stream.of(ses, s3, dynamoDb, sqs).forEach(client -> client.ifMade().ifPresent(SdkAutoCloseable::close));
        apache.ifMade().ifPresent(SdkAutoCloseable::close);
        // It waits for about two seconds whether anything more comes, which nothing does.
        netty.ifMade().ifPresent(client -> {
            Thread closing = new Thread(client::close, "mailworker-aws-close");
            closing.setDaemon(true);
            closing.start();
        });
    }
}
