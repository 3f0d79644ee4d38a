package dev.mailworker.aws.call;

import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.ServiceRequest.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.metrics.SdkMetric;

/**
 * Hears of every request that the SDK's clients make, try by try, tells who wants to know, and adds up what they cost.
 * Thread-safe.
 */
public final class Requests implements MetricPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String ATTEMPT = "ApiCallAttempt";

    private final List<Consumer<ServiceRequest>> listeners = new CopyOnWriteArrayList<>();
    private final DoubleAdder dollars = new DoubleAdder();

    /** Hears of nothing yet. */
    public Requests() {}

    /**
     * Tells somebody of each request from now on.
     *
     * @param listener who; called by the threads that make requests, several at once, and must be quick
     */
    public void tell(Consumer<ServiceRequest> listener) {
        listeners.add(listener);
    }

    /** {@return what all requests so far cost in US dollars, without the reads of DynamoDB, which are paid by their size} */
    public double dollars() {
        return dollars.sum();
    }

    @Override
    public void publish(MetricCollection call) {
        String service = value(call, CoreMetric.SERVICE_ID).orElse("unknown").toLowerCase(Locale.ROOT);
        String operation = value(call, CoreMetric.OPERATION_NAME).orElse("unknown");
        call.children().stream()
                .filter(child -> child.name().equals(ATTEMPT))
                .map(attempt -> new ServiceRequest(service, operation, trouble(attempt), took(attempt, call)))
                .forEach(this::ended);
    }

    private void ended(ServiceRequest request) {
        dollars.add(Prices.dollars(request));
        for (Consumer<ServiceRequest> listener : listeners) {
            try {
                listener.accept(request);
            } catch (RuntimeException e) {
                LOG.error("{} {}: a listener failed", request.service(), request.operation(), e);
            }
        }
    }

    private static <T> Optional<T> value(MetricCollection collection, SdkMetric<T> metric) {
        return collection.metricValues(metric).stream().findFirst();
    }

    /** A try that got no answer has no time of its own. */
    private static Duration took(MetricCollection attempt, MetricCollection call) {
        return value(attempt, CoreMetric.SERVICE_CALL_DURATION)
                .or(() -> value(call, CoreMetric.API_CALL_DURATION))
                .orElse(Duration.ZERO);
    }

    private static Trouble trouble(MetricCollection attempt) {
        int status = value(attempt, HttpMetric.HTTP_STATUS_CODE).orElse(0);
        return value(attempt, CoreMetric.ERROR_TYPE)
                .map(type -> trouble(type, status))
                .orElse(status == 0 || status < 400 ? Trouble.NONE : trouble("", status));
    }

    private static Trouble trouble(String type, int status) {
        return switch (type) {
            case "Throttling" -> Trouble.THROTTLED;
            case "ConfiguredTimeout" -> Trouble.TIMEOUT;
            case "IO" -> Trouble.NETWORK;
            case "ServerError" -> status >= 500 || status == 0 ? Trouble.SERVER : byStatus(status);
            default -> byStatus(status);
        };
    }

    private static Trouble byStatus(int status) {
        return switch (status) {
            case 401, 403 -> Trouble.DENIED;
            case 404 -> Trouble.NOT_FOUND;
            case 409, 412 -> Trouble.CONFLICT;
            case 429 -> Trouble.THROTTLED;
            default -> status >= 500 ? Trouble.SERVER : Trouble.OTHER;
        };
    }

    @Override
    public void close() {}
}
