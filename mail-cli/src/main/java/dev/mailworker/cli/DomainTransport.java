package dev.mailworker.cli;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import dev.mailworker.smtp.SmtpSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings mail to the server of each recipient's domain. Thread-safe. */
final class DomainTransport implements Transport {
    private final Function<String, Optional<SmtpSettings>> serverOf;
    private final SharedServers servers;
    private final Transport otherwise;

    /**
     * @param serverOf the server of a domain at the moment of asking
     * @param servers the connections
     * @param otherwise takes mail for domains without one
     */
    DomainTransport(Function<String, Optional<SmtpSettings>> serverOf, SharedServers servers, Transport otherwise) {
        this.serverOf = serverOf;
        this.servers = servers;
        this.otherwise = otherwise;
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        Map<Optional<SmtpSettings>, List<EmailAddress>> byServer = mail.recipients().stream()
                .collect(Collectors.groupingBy(
                        recipient -> serverOf.apply(recipient.domain()), LinkedHashMap::new, Collectors.toList()));
        Map<EmailAddress, DeliveryResult> results = new HashMap<>();
        byServer.forEach((server, recipients) -> {
            Outgoing part = new Outgoing(mail.id(), mail.sender(), recipients, mail.content());
            results.putAll(server.map(known -> servers.send(known, part)).orElseGet(() -> otherwise.send(part)));
        });
        return results;
    }

    @Override
    public String target(ReversePath sender, EmailAddress recipient) {
        return serverOf.apply(recipient.domain())
                .map(server -> server.host() + ":" + server.port())
                .orElseGet(() -> otherwise.target(sender, recipient));
    }
}
