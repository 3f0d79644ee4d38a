package dev.mailworker.aws;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDBLocal in this JVM, or DynamoDB somewhere else, for tests. */
public final class LocalDynamo implements AutoCloseable {
    private final @Nullable DynamoDBProxyServer server;
    private final URI endpoint;
    private final DynamoDbAsyncClient client;

    /** Starts it. */
    public LocalDynamo() throws Exception {
        String port = Integer.toString(freePort());
        DynamoDBProxyServer local = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-disableTelemetry", "-port", port});
        local.start();
        this.server = local;
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.client = client(endpoint);
    }

    private LocalDynamo(URI endpoint) {
        this.server = null;
        this.endpoint = endpoint;
        this.client = client(endpoint);
    }

    /** {@return the tables of a server that runs elsewhere, and goes on when this is closed} */
    public static LocalDynamo at(URI endpoint) {
        return new LocalDynamo(endpoint);
    }

    private static DynamoDbAsyncClient client(URI endpoint) {
        return DynamoDbAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_2)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalS3.CREDENTIAL, LocalS3.CREDENTIAL)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** {@return where it listens} */
    public URI endpoint() {
        return endpoint;
    }

    /** {@return a client of it} */
    public DynamoDbAsyncClient client() {
        return client;
    }

    /** Makes a table whose key is a string. */
    public void makeTable(String name, String key) {
        client.createTable(request -> request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(KeyType.HASH)
                                .build()))
                .join();
    }

    /** Takes a table away. */
    public void dropTable(String name) {
        client.deleteTable(request -> request.tableName(name)).join();
    }

    /** Puts an item in. */
    public void put(String table, Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(table).item(item)).join();
    }

    @Override
    public void close() {
        client.close();
        try {
            if (server != null) {
                server.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDBLocal can't be stopped", e);
        }
    }
}
