package dev.mailworker.cli;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.decide.Route;
import dev.mailworker.smtp.PoolLimits;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import dev.mailworker.smtp.Tls;
import java.util.ArrayList;
import java.util.List;

/** The mail servers that the settings name: for the mailboxes, and for what stays inside. */
final class MailServers implements AutoCloseable {
    private final Settings settings;
    private final List<SmtpTransport> servers = new ArrayList<>();

    MailServers(Settings settings) {
        this.settings = settings;
    }

    /** {@return whether a server is named, and not only the default taken} */
    boolean areNamed() {
        return settings.isSet(Setting.SMTP_HOST) || settings.flag(Setting.LMTP_ENABLED);
    }

    /** Gives a worker the ways to them. Connections are made when there is a mail. */
    MailWorkerBuilder connect(MailWorkerBuilder builder) {
        return builder.transport(Route.LOCAL, connected(delivery())).transport(Route.INTERNAL, connected(internal()));
    }

    private SmtpSettings delivery() {
        return settings.flag(Setting.LMTP_ENABLED)
                ? SmtpSettings.lmtp(settings.text(Setting.LMTP_HOST)).withPort(settings.number(Setting.LMTP_PORT))
                : authenticated(SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                        .withPort(settings.number(Setting.SMTP_PORT)));
    }

    private SmtpSettings internal() {
        return SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                .withPort(settings.number(Setting.INTERNAL_SMTP_PORT));
    }

    /** {@return what there is to look at; where nothing is forwarded inside, its server is not missed} */
    List<MailServerExamination> examinations() {
        return List.of(
                new MailServerExamination("mail server", delivery(), Finding.State.BAD),
                new MailServerExamination("mail server for forwards inside", internal(), Finding.State.WARN));
    }

    private SmtpTransport connected(SmtpSettings server) {
        int pool = settings.number(Setting.SMTP_POOL_SIZE);
        SmtpTransport transport = new SmtpTransport(server.withPool(PoolLimits.DEFAULT.withSize(pool)));
        servers.add(transport);
        return transport;
    }

    private SmtpSettings authenticated(SmtpSettings server) {
        SmtpSettings encrypted = settings.flag(Setting.SMTP_USE_TLS) ? server.withTls(Tls.required()) : server;
        return settings.textIfSet(Setting.SMTP_USER)
                .map(user -> encrypted.withCredentials(user, settings.text(Setting.SMTP_PASS)))
                .orElse(encrypted);
    }

    @Override
    public void close() {
        servers.forEach(SmtpTransport::close);
    }
}
