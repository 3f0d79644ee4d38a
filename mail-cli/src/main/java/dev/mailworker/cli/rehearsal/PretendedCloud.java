package dev.mailworker.cli.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The AWS services of a site with one domain, on a free port of the loopback address, as far as a worker asks them about a number of
 * mails that wait in its queue. What it is given it forgets. Thread-safe.
 */
public final class PretendedCloud implements AutoCloseable {
    private static final String JSON = "application/x-amz-json-1.0";

    private final HttpServer server;
    private final ExecutorService threads;
    private final PretendedQueue queue;

    private record Answer(int status, String type, String body) {
        static Answer of(String type, String body) {
            return new Answer(200, type, body);
        }
    }

    private PretendedCloud(HttpServer server, PretendedQueue queue) {
        this.server = server;
        this.queue = queue;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "mailworker-rehearsal-aws");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * {@return the services, to be closed}
     *
     * @param mails how many mails wait
     * @throws IOException if they can't listen
     */
    public static PretendedCloud start(int mails) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        PretendedCloud cloud = new PretendedCloud(server, new PretendedQueue(mails));
        server.createContext("/", cloud::handle);
        server.setExecutor(cloud.threads);
        server.start();
        return cloud;
    }

    /** {@return the settings of a worker for this site, without those of its mail server} */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort(), "DOMAINS", Rehearsal.DOMAIN);
    }

    /**
     * {@return whether all mails were done with before some time was over}
     *
     * @param seconds the time
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitDone(long seconds) throws InterruptedException {
        return queue.awaitEmpty(seconds);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            Answer answer = answer(exchange, request);
            exchange.getResponseHeaders().add("Content-Type", answer.type());
            exchange.getResponseHeaders().add("ETag", "\"rehearsal\"");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange, byte[] request) throws InterruptedException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String path = exchange.getRequestURI().getPath();
        if (target == null) {
            return path.startsWith("/v2/email/")
                    ? Answer.of("application/json", "{\"MessageId\":\"rehearsal\"}")
                    : s3(exchange.getRequestMethod(), path.substring(path.lastIndexOf('/') + 1));
        }
        String operation = target.substring(target.lastIndexOf('.') + 1);
        JsonValue answer = target.startsWith("AmazonSQS")
                ? queue.answer(operation, Json.read("request", request))
                : dynamoDb(new String(request, StandardCharsets.UTF_8));
        return Answer.of(JSON, Json.compact(answer));
    }

    private static Answer s3(String method, String name) {
        if (method.equals("PUT")) {
            return Answer.of(
                    "application/xml",
                    "<CopyObjectResult><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                            + "<ETag>&quot;rehearsal&quot;</ETag></CopyObjectResult>");
        }
        if (method.equals("GET") && name.startsWith("mail-")) {
            return Answer.of("message/rfc822", Rehearsal.mail(Integer.parseInt(name.substring(5))));
        }
        return new Answer(
                404, "application/xml", "<Error><Code>NoSuchKey</Code><Message>nothing is kept here</Message></Error>");
    }

    /** Both tables in one answer, with an item for the mailbox whose owner is away. */
    private static JsonValue dynamoDb(String request) {
        List<JsonValue> rules = request.contains(Rehearsal.AWAY) ? List.of(away()) : List.of();
        JsonValue responses = new JsonFields()
                .with("email-rules", JsonValue.list(rules))
                .with("email-blocked-senders", JsonValue.list(List.of()))
                .build();
        return new JsonFields()
                .with("Responses", responses)
                .with("UnprocessedKeys", new JsonFields().build())
                .build();
    }

    private static JsonValue away() {
        return new JsonFields()
                .with(
                        "email_address",
                        new JsonFields().with("S", Rehearsal.AWAY).build())
                .with(
                        "ooo_active",
                        new JsonFields().with("BOOL", JsonValue.of(true)).build())
                .with("ooo_message", new JsonFields().with("S", "I am away.").build())
                .build();
    }

    @Override
    public void close() {
        queue.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
