package dev.mailworker.metrics;

import dev.mailworker.port.SendingQuota;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows what SES lets an account send, by region; nothing for a limit that there isn't, or that isn't known. */
final class QuotaMeters {
    private final Supplier<Map<String, SendingQuota>> quotas;
    private final Rows perDay;
    private final Rows sent;
    private final Rows rate;

    QuotaMeters(MeterRegistry registry, Supplier<Map<String, SendingQuota>> quotas) {
        this.quotas = quotas;
        this.perDay = gauge(registry, "ses.daily.quota", "Mails that SES lets the account send in 24 hours");
        this.sent = gauge(registry, "ses.daily.sent", "Mails that the account sent by SES in the last 24 hours");
        this.rate = gauge(registry, "ses.send.rate.limit", "Mails a second that SES lets the account send");
    }

    private static Rows gauge(MeterRegistry registry, String name, String description) {
        return new Rows(registry, name, description, "region");
    }

    void refresh() {
        Map<String, SendingQuota> known = quotas.get();
        perDay.show(values(known, SendingQuota::perDay, 0));
        sent.show(values(known, SendingQuota::sentInLastDay, 0));
        rate.show(values(known, SendingQuota::perSecond, Double.MIN_VALUE));
    }

    private static Map<String, Double> values(
            Map<String, SendingQuota> quotas, ToDoubleFunction<SendingQuota> value, double least) {
        Map<String, Double> values = new TreeMap<>();
        quotas.forEach((region, quota) -> {
            if (value.applyAsDouble(quota) >= least) {
                values.put(region, value.applyAsDouble(quota));
            }
        });
        return values;
    }
}
