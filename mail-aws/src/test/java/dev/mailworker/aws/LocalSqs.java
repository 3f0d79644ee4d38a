package dev.mailworker.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** ElasticMQ in this JVM, or SQS somewhere else, for tests. */
public final class LocalSqs implements AutoCloseable {
    private final @Nullable SQSRestServer server;
    private final URI endpoint;
    private final SqsAsyncClient client;

    /** Starts it. */
    public LocalSqs() {
        this(SQSRestServerBuilder.withInterface("127.0.0.1").withPort(0).start());
    }

    private LocalSqs(SQSRestServer server) {
        this(
                server,
                URI.create("http://127.0.0.1:"
                        + server.waitUntilStarted().localAddress().getPort()));
    }

    private LocalSqs(@Nullable SQSRestServer server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
        this.client = SqsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_2)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalS3.CREDENTIAL, LocalS3.CREDENTIAL)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(Duration.ofSeconds(40)))
                .build();
    }

    /** {@return the queues of a server that runs elsewhere, and goes on when this is closed} */
    public static LocalSqs at(URI endpoint) {
        return new LocalSqs(null, endpoint);
    }

    /** {@return where it listens} */
    public URI endpoint() {
        return endpoint;
    }

    /** {@return a client of it} */
    public SqsAsyncClient client() {
        return client;
    }

    /** Makes a queue whose redrive policy names no other. */
    public void makeQueue(String name) {
        makeQueue(name, Map.of());
    }

    /** Makes a queue and its dead-letter queue. */
    public void makeQueueWithDeadLetters(String name, String deadLetterQueue) {
        makeQueueWithDeadLetters(name, deadLetterQueue, 1000);
    }

    /** Makes a queue and its dead-letter queue, where messages go after a number of receives. */
    public void makeQueueWithDeadLetters(String name, String deadLetterQueue, int receives) {
        makeQueue(deadLetterQueue, Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600"));
        String arn = client.getQueueAttributes(
                        r -> r.queueUrl(url(deadLetterQueue)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .join()
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        makeQueue(
                name,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"" + receives + "\"}"));
    }

    private void makeQueue(String name, Map<QueueAttributeName, String> attributes) {
        client.createQueue(CreateQueueRequest.builder()
                        .queueName(name)
                        .attributes(attributes)
                        .build())
                .join();
    }

    /** Puts a message in. */
    public void send(String queue, String body) {
        client.sendMessage(SendMessageRequest.builder()
                        .queueUrl(url(queue))
                        .messageBody(body)
                        .build())
                .join();
    }

    /** {@return the messages that are visible in a queue, with all attributes; they stay there} */
    public List<Message> peek(String queue) {
        return client.receiveMessage(ReceiveMessageRequest.builder()
                        .queueUrl(url(queue))
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(0)
                        .messageAttributeNames("All")
                        .build())
                .join()
                .messages();
    }

    /** {@return a queue's URL} */
    public String url(String queue) {
        return endpoint + "/000000000000/" + queue;
    }

    @Override
    public void close() {
        client.close();
        if (server != null) {
            server.stopAndWait();
        }
    }
}
