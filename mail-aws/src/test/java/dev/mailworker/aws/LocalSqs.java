package dev.mailworker.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** ElasticMQ in this JVM, for tests. */
public final class LocalSqs implements AutoCloseable {
    private final SQSRestServer server;
    private final URI endpoint;
    private final SqsAsyncClient client;

    /** Starts it. */
    public LocalSqs() {
        this.server =
                SQSRestServerBuilder.withInterface("127.0.0.1").withPort(0).start();
        int port = server.waitUntilStarted().localAddress().getPort();
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.client = SqsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_2)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(Duration.ofSeconds(40)))
                .build();
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
        makeQueue(deadLetterQueue);
        String arn = client.getQueueAttributes(
                        r -> r.queueUrl(url(deadLetterQueue)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .join()
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        makeQueue(
                name,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"1000\"}"));
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
        server.stopAndWait();
    }
}
