package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.decide.Route;
import dev.mailworker.local.LocalTables;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what would be decided about mails that are files. */
final class FileExplanations {
    private final CommonOptions common;
    private final MailFileOptions options;

    FileExplanations(CommonOptions common, MailFileOptions options) {
        this.common = common;
        this.options = options;
    }

    /** A file that isn't there must not keep the others from being looked at. */
    int show() throws IOException, InterruptedException {
        Settings settings = common.withoutSite();
        FileExplanationView view = new FileExplanationView(common);
        Optional<PortException> missing = Optional.empty();
        try (MailWorker worker = worker(settings)) {
            for (Path file : options.files) {
                try {
                    view.show(file, preview(worker, file));
                } catch (PortException e) {
                    if (Files.isRegularFile(file)) {
                        throw e;
                    }
                    missing = missing.or(() -> Optional.of(e));
                }
            }
        }
        if (missing.isPresent()) {
            throw missing.get();
        }
        return ExitCode.OK;
    }

    private Preview preview(MailWorker worker, Path file) throws IOException, InterruptedException {
        Envelope envelope = Envelope.of(sender(file), options.recipients);
        BlobRef ref = MailFiles.ref(file);
        SiteMail mail = new SiteMail(ref.bucket(), ref, StoredAudit.NONE, Optional.empty());
        return worker.preview(mail.notice(envelope, new Verdicts(options.verdicts)), Mode.WORK);
    }

    private ReversePath sender(Path file) throws IOException {
        if (options.sender != null) {
            try {
                return ReversePath.parse(options.sender);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--from: " + e.getMessage(), e);
            }
        }
        try (RawMail raw = MailFiles.open(file)) {
            return HeaderReader.read(raw)
                    .first("Return-Path")
                    .flatMap(EmailAddress::parse)
                    .map(ReversePath::of)
                    .orElse(ReversePath.NULL);
        }
    }

    private MailWorker worker(Settings settings) {
        Set<String> domains =
                options.recipients.stream().map(EmailAddress::domain).collect(Collectors.toUnmodifiableSet());
        MailFiles files = new MailFiles();
        MailWorkerBuilder builder = MailWorker.builder()
                .config(config(settings, domains))
                .sources(List::of)
                .managedDomains(() -> domains)
                .blobs(files)
                .progress(files)
                .transport(Route.LOCAL, mail -> Map.of());
        if (options.tables == null) {
            return builder.build();
        }
        if (!Files.isDirectory(options.tables)) {
            throw new PortException(PortException.Kind.NOT_FOUND, options.tables + " is no folder of tables");
        }
        LocalTables tables = new LocalTables(options.tables, SiteInFolder.tableNames(settings), InstantSource.system());
        return builder.blocklist(tables.blocklist())
                .rules(tables.rules())
                .sentMail(tables.sentMail())
                .build();
    }

    private static WorkerConfig config(Settings settings, Set<String> domains) {
        String firstDomain = domains.stream().sorted().findFirst().orElseThrow();
        return WorkerConfig.defaults()
                .withSiteId(settings.textIfSet(Setting.SITE_ID).orElse(firstDomain))
                .withVerdictPolicies(WorkerSettings.policies(settings).get());
    }
}
