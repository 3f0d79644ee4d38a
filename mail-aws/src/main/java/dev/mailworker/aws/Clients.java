package dev.mailworker.aws;

import dev.mailworker.aws.call.Requests;
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
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients of the services, one for each region, made on first use, with their time-outs and retries: the one place for these.
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

    /** The longest of all. */
    private static final Duration NO_LIMIT = Duration.ofHours(1);

    private final AwsSettings settings;
    private final Duration limit;
    private final Requests requests = new Requests();
    private final Lazy<SdkAsyncHttpClient> netty = new Lazy<>(this::makeNetty);
    private final Lazy<SdkHttpClient> apache = new Lazy<>(this::makeApache);
    private final ByRegion<SqsAsyncClient> sqs = new ByRegion<>(this::makeSqs);
    private final ByRegion<DynamoDbAsyncClient> dynamoDb = new ByRegion<>(this::makeDynamoDb);
    private final ByRegion<S3Client> s3 = new ByRegion<>(this::makeS3);
    private final ByRegion<SesV2Client> ses = new ByRegion<>(this::makeSes);
    private volatile boolean closed;

    Clients(AwsSettings settings) {
        this(settings, NO_LIMIT);
    }

    /**
     * @param limit how long a call may take with all its tries, where that is shorter than what else is set
     */
    Clients(AwsSettings settings, Duration limit) {
        this.settings = settings;
        this.limit = limit;
    }

    /**
     * Makes what a worker needs first, in the order in which it needs it, on a thread of its own: each takes a good part of
     * a second of a cold JVM, and the queues can be asked while the others are being made.
     */
    void prepare() {
        Thread making = new Thread(
                () -> {
                    Stream.of(sqs, s3, dynamoDb)
                            .filter(client -> !closed)
                            .forEach(clients -> clients.of(settings.region()));
                    if (closed) {
                        // What was made after the end.
                        close();
                    }
                },
                "mailworker-aws-start");
        making.setDaemon(true);
        making.start();
    }

    /** {@return what hears of every request of these clients} */
    Requests requests() {
        return requests;
    }

    SqsAsyncClient sqs(String region) {
        return sqs.of(region);
    }

    /** The tables are in one region. */
    DynamoDbAsyncClient dynamoDb() {
        return dynamoDb.of(settings.region());
    }

    S3Client s3(String region) {
        return s3.of(region);
    }

    SesV2Client ses(String region) {
        return ses.of(region);
    }

    /** A client for one question, to be closed by who asks. */
    StsClient sts() {
        return set(
                        StsClient.builder().httpClient(apache.get()),
                        AwsService.STS,
                        settings.region(),
                        AwsRetryStrategy.standardRetryStrategy(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20))
                .build();
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

    private SqsAsyncClient makeSqs(String region) {
        return set(
                        SqsAsyncClient.builder().httpClient(netty.get()),
                        AwsService.SQS,
                        region,
                        AwsRetryStrategy.standardRetryStrategy(),
                        POLL_ANSWER,
                        Duration.ofSeconds(60))
                .build();
    }

    private DynamoDbAsyncClient makeDynamoDb(String region) {
        return set(
                        DynamoDbAsyncClient.builder().httpClient(netty.get()),
                        AwsService.DYNAMODB,
                        region,
                        AwsRetryStrategy.standardRetryStrategy(),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10))
                .build();
    }

    private S3Client makeS3(String region) {
        return set(
                        S3Client.builder().httpClient(apache.get()).forcePathStyle(isS3Elsewhere()),
                        AwsService.S3,
                        region,
                        AwsRetryStrategy.standardRetryStrategy(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60))
                .build();
    }

    private SesV2Client makeSes(String region) {
        return set(
                        SesV2Client.builder().httpClient(apache.get()),
                        AwsService.SESV2,
                        region,
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
            B builder, AwsService service, String region, RetryStrategy retries, Duration oneTry, Duration allTries) {
        Optional.ofNullable(settings.endpoints().get(service)).ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region)).overrideConfiguration(config -> config.retryStrategy(retries)
                .addMetricPublisher(requests)
                .apiCallAttemptTimeout(shorter(oneTry))
                .apiCallTimeout(shorter(allTries)));
    }

    private Duration shorter(Duration time) {
        return time.compareTo(limit) < 0 ? time : limit;
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
        closed = true;
        Stream.of(ses, s3, dynamoDb, sqs)
                .flatMap(clients -> clients.made().stream())
                .forEach(SdkAutoCloseable::close);
        apache.ifMade().ifPresent(SdkAutoCloseable::close);
        // It waits for about two seconds whether anything more comes, which nothing does.
        netty.ifMade().ifPresent(client -> {
            Thread closing = new Thread(client::close, "mailworker-aws-close");
            closing.setDaemon(true);
            closing.start();
        });
    }
}
