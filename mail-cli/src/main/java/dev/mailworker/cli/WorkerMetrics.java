package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerListener;
import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.Page;
import dev.mailworker.metrics.MailWorkerMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;

/** A worker and its site in a Prometheus registry, and what METRICS_PORT answers with. docs/metrics.md lists the series. */
final class WorkerMetrics {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MailWorkerMetrics metrics;

    WorkerMetrics(Settings settings) {
        this.metrics = new MailWorkerMetrics(registry, settings.number(Setting.METRICS_DOMAINS));
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** {@return what the worker tells of each mail} */
    WorkerListener listener() {
        return metrics;
    }

    /** Shows a worker, and what its site knows. To be called once. */
    void watch(MailWorker worker, Site site) {
        metrics.watch(worker);
        site.show(metrics);
    }

    /** {@return the pages, by path} */
    Map<String, Page> pages() {
        return Map.of("/metrics", request -> scrape());
    }

    private Answer scrape() {
        metrics.refresh();
        return new Answer(200, TEXT, registry.scrape(TEXT), Map.of());
    }
}
