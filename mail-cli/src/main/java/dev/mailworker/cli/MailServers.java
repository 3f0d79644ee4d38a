package dev.mailworker.cli;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.decide.Route;
import dev.mailworker.port.ConnectionUse;
import dev.mailworker.port.Transport;
import dev.mailworker.smtp.PoolLimits;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.Tls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The mail servers that the settings name for each domain: for the mailboxes, and for what stays inside. Thread-safe. */
final class MailServers implements AutoCloseable {
    private final SharedServers shared = new SharedServers();
    private final Pair usual;
    private final Supplier<Map<String, Pair>> differing;

    /**
     * A domain's servers.
     *
     * @param named whether one is named, and not only the default taken
     */
    private record Pair(SmtpSettings delivery, SmtpSettings internal, boolean named) {
        static Pair of(Settings settings) {
            boolean named = settings.isSet(Setting.SMTP_HOST) || settings.flag(Setting.LMTP_ENABLED);
            return new Pair(MailServers.delivery(settings), MailServers.internal(settings), named);
        }
    }

    MailServers(Settings settings) {
        this.usual = Pair.of(settings);
        this.differing = new Derived<>(settings.domains()::differing, this::pairs);
    }

    private Map<String, Pair> pairs(Map<String, Settings> domains) {
        Map<String, Pair> pairs = new HashMap<>();
        domains.forEach((domain, its) -> pairs.put(domain, Pair.of(its)));
        Set<SmtpSettings> wanted = new HashSet<>(List.of(usual.delivery(), usual.internal()));
        pairs.values().forEach(pair -> wanted.addAll(List.of(pair.delivery(), pair.internal())));
        shared.keepOnly(wanted);
        return pairs;
    }

    private Pair of(String domain) {
        return differing.get().getOrDefault(domain, usual);
    }

    /** Gives a worker the ways to them. Connections are made when there is a mail. */
    MailWorkerBuilder connect(MailWorkerBuilder builder) {
        return builder.transport(Route.LOCAL, local()).transport(Route.INTERNAL, internal());
    }

    /**
     * The same, where some domains need no server.
     *
     * @param builder the worker
     * @param mailboxes take the mail of domains for which no server is named
     */
    MailWorkerBuilder connect(MailWorkerBuilder builder, Transport mailboxes) {
        return builder.transport(
                        Route.LOCAL,
                        new DomainTransport(domain -> named(domain).map(Pair::delivery), shared, mailboxes))
                .transport(
                        Route.INTERNAL,
                        new DomainTransport(domain -> named(domain).map(Pair::internal), shared, mailboxes));
    }

    private Optional<Pair> named(String domain) {
        return Optional.of(of(domain)).filter(Pair::named);
    }

    /** {@return the way to the mailboxes} */
    Transport local() {
        return always(Pair::delivery);
    }

    /** {@return the way for what stays inside} */
    Transport internal() {
        return always(Pair::internal);
    }

    private Transport always(Function<Pair, SmtpSettings> which) {
        return new DomainTransport(domain -> Optional.of(which.apply(of(domain))), shared, mail -> Map.of());
    }

    private static SmtpSettings delivery(Settings settings) {
        return pooled(
                settings,
                settings.flag(Setting.LMTP_ENABLED)
                        ? SmtpSettings.lmtp(settings.text(Setting.LMTP_HOST))
                                .withPort(settings.number(Setting.LMTP_PORT))
                        : authenticated(
                                settings,
                                SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                                        .withPort(settings.number(Setting.SMTP_PORT))));
    }

    private static SmtpSettings internal(Settings settings) {
        return pooled(
                settings,
                SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                        .withPort(settings.number(Setting.INTERNAL_SMTP_PORT)));
    }

    private static SmtpSettings pooled(Settings settings, SmtpSettings server) {
        return server.withPool(PoolLimits.DEFAULT.withSize(settings.number(Setting.SMTP_POOL_SIZE)));
    }

    private static SmtpSettings authenticated(Settings settings, SmtpSettings server) {
        SmtpSettings encrypted = settings.flag(Setting.SMTP_USE_TLS) ? server.withTls(Tls.required()) : server;
        return settings.textIfSet(Setting.SMTP_USER)
                .map(user -> encrypted.withCredentials(user, settings.text(Setting.SMTP_PASS)))
                .orElse(encrypted);
    }

    /**
     * {@return what there is to look at, each server once; where nothing is forwarded inside, its server is not missed}
     *
     * @param domains those whose servers are meant
     */
    List<MailServerExamination> examinations(Collection<String> domains) {
        List<MailServerExamination> all = new ArrayList<>();
        byServer(domains, Pair::delivery)
                .forEach((server, whose) ->
                        all.add(new MailServerExamination("mail server" + whose, server, Finding.State.BAD)));
        byServer(domains, Pair::internal)
                .forEach((server, whose) -> all.add(new MailServerExamination(
                        "mail server for forwards inside" + whose, server, Finding.State.WARN)));
        return all;
    }

    /** {@return the servers, with words that say for which domains each is, if there are several} */
    private Map<SmtpSettings, String> byServer(Collection<String> domains, Function<Pair, SmtpSettings> which) {
        Map<SmtpSettings, List<String>> byServer = new LinkedHashMap<>();
        for (String domain : new TreeSet<>(domains)) {
            byServer.computeIfAbsent(which.apply(of(domain)), server -> new ArrayList<>())
                    .add(domain);
        }
        Map<SmtpSettings, String> words = new LinkedHashMap<>();
        byServer.forEach((server, its) -> words.put(server, byServer.size() == 1 ? "" : words(its)));
        return words;
    }

    private static String words(List<String> domains) {
        int more = domains.size() - 1;
        return " of " + domains.get(0) + (more == 0 ? "" : " and " + more + " more");
    }

    /** {@return the servers to which there may be connections} */
    Set<SmtpSettings> open() {
        return shared.open();
    }

    /** {@return how the connections to each server are used, by host and port} */
    Map<String, ConnectionUse> connections() {
        return shared.connections();
    }

    @Override
    public void close() {
        shared.close();
    }
}
