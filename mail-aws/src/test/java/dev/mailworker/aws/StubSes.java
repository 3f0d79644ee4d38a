package dev.mailworker.aws;

import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.aws.StubServer.Asked;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** SES v2's SendEmail with raw content, and GetAccount, for tests. */
public final class StubSes implements AutoCloseable {
    private static final String ACCOUNT = "/v2/email/account";
    private static final String IDENTITIES = "/v2/email/identities";

    private final StubServer server = new StubServer();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private volatile Supplier<Answer> account = () -> new Answer(500, Map.of(), "");
    private volatile Map<String, String> identities = Map.of();
    private volatile Function<Sent, Optional<Answer>> refusals = mail -> Optional.empty();

    /** A mail as SES got it; the bytes as ISO-8859-1. */
    public record Sent(String from, String to, String mail) {}

    /** Starts it. */
    public StubSes() {
        quota(1000, 1_000_000, 0);
        server.answer(this::answer);
    }

    /** {@return where it listens} */
    public URI endpoint() {
        return server.endpoint();
    }

    /** {@return the mails that it took} */
    public List<Sent> sent() {
        return sent;
    }

    /** {@return the requests to send} */
    public List<Asked> asked() {
        return server.asked().stream()
                .filter(request -> !request.method().equals("GET"))
                .toList();
    }

    /** {@return how often it was asked about the account} */
    public long accountReads() {
        return server.asked().stream()
                .filter(request -> request.path().equals(ACCOUNT))
                .count();
    }

    /** Sets what the account may send. */
    public void quota(double perSecond, double perDay, double sentInLastDay) {
        account = () -> new Answer(
                200,
                Map.of("Content-Type", "application/json"),
                "{\"SendingEnabled\":true,\"ProductionAccessEnabled\":true,\"EnforcementStatus\":\"HEALTHY\","
                        + "\"SendQuota\":{\"MaxSendRate\":" + perSecond + ",\"Max24HourSend\":" + perDay
                        + ",\"SentLast24Hours\":" + sentInLastDay + "}}");
    }

    /** Sets what {@code GetAccount} answers. */
    public void account(Answer answer) {
        account = () -> answer;
    }

    /** Sets the identities and how their verification stands. */
    public void identities(Map<String, String> statuses) {
        identities = Map.copyOf(statuses);
    }

    /** {@return an answer with a document} */
    public static Answer json(String body) {
        return new Answer(200, Map.of("Content-Type", "application/json"), body);
    }

    private Answer listed() {
        return json(identities.entrySet().stream()
                .map(each -> "{\"IdentityType\":\"DOMAIN\",\"IdentityName\":\"" + each.getKey()
                        + "\",\"SendingEnabled\":true,\"VerificationStatus\":\"" + each.getValue() + "\"}")
                .collect(Collectors.joining(",", "{\"EmailIdentities\":[", "]}")));
    }

    /** Denies to say what the account may send. */
    public void denyAccount() {
        account = () -> error(403, "AccessDeniedException", "not authorized to perform: ses:GetAccount");
    }

    /** Sets what it refuses, and how. */
    public void refuse(Function<Sent, Optional<Answer>> how) {
        refusals = how;
    }

    /** {@return an error as SES makes it} */
    public static Answer error(int status, String type, String message) {
        return new Answer(
                status,
                Map.of("x-amzn-ErrorType", type, "Content-Type", "application/json", "x-amzn-RequestId", "r-1"),
                "{\"message\":\"" + message + "\"}");
    }

    private Answer answer(Asked request) {
        if (request.method().equals("GET") && request.path().equals(ACCOUNT)) {
            return account.get();
        }
        if (request.method().equals("GET") && request.path().startsWith(IDENTITIES)) {
            return listed();
        }
        if (!request.method().equals("POST") || !request.path().equals("/v2/email/outbound-emails")) {
            return error(404, "NotFoundException", "no such operation: " + request.path());
        }
        JsonValue body = Json.read("request", request.body());
        Sent mail = new Sent(
                body.find("FromEmailAddress").map(JsonValue::asString).orElse(""),
                String.join(",", body.get("Destination").get("ToAddresses").asStrings()),
                new String(
                        Base64.getDecoder()
                                .decode(body.get("Content")
                                        .get("Raw")
                                        .get("Data")
                                        .asString()),
                        StandardCharsets.ISO_8859_1));
        return refusals.apply(mail).orElseGet(() -> {
            sent.add(mail);
            return new Answer(
                    200, Map.of("Content-Type", "application/json"), "{\"MessageId\":\"id-" + sent.size() + "\"}");
        });
    }

    @Override
    public void close() {
        server.close();
    }
}
