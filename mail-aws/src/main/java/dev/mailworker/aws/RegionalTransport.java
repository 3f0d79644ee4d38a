package dev.mailworker.aws;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.util.Map;
import java.util.function.Function;

/** Mail leaves where its sender's domain is at home: SES knows identities by region. Thread-safe. */
final class RegionalTransport implements Transport {
    private final Function<String, String> regionOf;
    private final Function<String, ? extends Transport> transports;

    /**
     * @param regionOf a domain's region; of an empty domain, the null sender's, the site's
     * @param transports a region's way out
     */
    RegionalTransport(Function<String, String> regionOf, Function<String, ? extends Transport> transports) {
        this.regionOf = regionOf;
        this.transports = transports;
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        return transports.apply(region(mail.sender())).send(mail);
    }

    /** SES may be paused in one region and work in another. */
    @Override
    public String target(ReversePath sender, EmailAddress recipient) {
        return region(sender);
    }

    private String region(ReversePath sender) {
        return regionOf.apply(sender.address().map(EmailAddress::domain).orElse(""));
    }
}
