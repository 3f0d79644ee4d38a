package dev.mailworker.metrics;

import dev.mailworker.port.ServiceRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times requests to services outside. Thread-safe. */
final class RequestMeters {
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Timer> times;

    RequestMeters(MeterRegistry registry) {
        this.requests = Counter.builder("aws.requests")
                .description("Requests to AWS; each try counts")
                .withRegistry(registry);
        this.times = Timer.builder("aws.request")
                .description("How long requests to AWS took; a poll waits for mail")
                .withRegistry(registry);
    }

    void requested(ServiceRequest request) {
        requests.withTags(
                        "service", request.service(),
                        "operation", request.operation(),
                        "error", request.trouble().word())
                .increment();
        times.withTags("service", request.service(), "operation", request.operation())
                .record(request.took());
    }
}
