package dev.mailworker.local;

import dev.mailworker.json.AuditJson;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mails of a spool: the bucket is the domain, the key the file's name without {@code .eml}. A mail is found wherever
 * it is in its life, in {@code spool/}, {@code done/} or {@code dead/}; its audit is {@code KEY.audit.json} beside it.
 * {@link LocalSite#blobs} makes it. Thread-safe.
 */
public final class SpoolBlobs implements BlobStore {
    private static final Logger log = LoggerFactory.getLogger(SpoolBlobs.class);

    private final SpoolFolders folders;

    SpoolBlobs(SpoolFolders folders) {
        this.folders = folders;
    }

    /**
     * {@inheritDoc}
     *
     * <p>An audit that can't be understood is logged and counts as none: it must not keep the mail.
     */
    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        RawMail raw = FileTrouble.reporting("read mail " + ref, () -> read(ref, temporary));
        try {
            return new SpoolFetched(raw, auditBeside(ref));
        } catch (RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private RawMail read(BlobRef ref, TemporaryMails temporary) throws IOException {
        for (Path file : folders.places(ref, Part.MAIL)) {
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return temporary.read(in);
            } catch (NoSuchFileException e) {
                if (Files.exists(file)) {
                    throw e;
                }
            }
        }
        throw notFound(ref);
    }

    private StoredAudit auditBeside(BlobRef ref) {
        try {
            return stored(ref).orElse(StoredAudit.NONE);
        } catch (IOException e) {
            throw FileTrouble.of("read the audit of " + ref, e);
        } catch (JsonFormatException e) {
            log.warn("The audit of {} counts as none: {}", ref, e.getMessage());
            return StoredAudit.NONE;
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws PortException besides {@link Kind#UNREADABLE}, if the record can't be understood, with its line and column
     */
    @Override
    public StoredAudit audit(BlobRef ref) {
        try {
            Optional<StoredAudit> stored = stored(ref);
            if (stored.isEmpty() && folders.find(ref, Part.MAIL).isEmpty()) {
                throw notFound(ref);
            }
            return stored.orElse(StoredAudit.NONE);
        } catch (IOException e) {
            throw FileTrouble.of("read the audit of " + ref, e);
        } catch (JsonFormatException e) {
            throw new PortException(Kind.UNREADABLE, e.getMessage() + "; mend or delete the file", e);
        }
    }

    private Optional<StoredAudit> stored(BlobRef ref) throws IOException {
        for (Path file : folders.places(ref, Part.AUDIT)) {
            try {
                return Optional.of(AuditJson.read(Json.read(file)));
            } catch (NoSuchFileException e) {
                log.trace("No audit of {} in {}", ref, file);
            }
        }
        return Optional.empty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The audit goes where the mail is; for a deleted mail, where its audit is.
     */
    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        Path mail = folders.find(ref, Part.MAIL)
                .or(() -> folders.find(ref, Part.AUDIT))
                .orElseThrow(() -> notFound(ref));
        Path file = mail.resolveSibling(ref.key() + Part.AUDIT.suffix());
        byte[] content = Json.file(AuditJson.write(audit, auditBeside(ref)));
        FileTrouble.reporting("write " + file, () -> {
            AtomicFiles.writeDurably(file, content);
            return file;
        });
    }

    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        FileTrouble.reporting("delete mail " + ref, () -> {
            Optional<Path> mail = folders.find(ref, Part.MAIL);
            return mail.isPresent() && Files.deleteIfExists(mail.get());
        });
    }

    /**
     * {@return every mail of a name, over all domains and places, each once; deleted ones too, as long as their audit is
     * there}
     *
     * @param key the name without {@code .eml}
     * @throws PortException if a folder can't be listed
     */
    public List<BlobRef> find(String key) {
        if (!FileNames.isKey(key)) {
            return List.of();
        }
        return Stream.of(Place.values())
                .flatMap(place -> domains(place).stream())
                .distinct()
                .sorted()
                .map(domain -> new BlobRef(domain, key))
                .filter(this::isKnown)
                .toList();
    }

    /**
     * {@return the envelope and verdicts that lie beside a mail, {@link EnvelopeJson#NONE} if there are none}
     *
     * @param ref which mail
     * @throws PortException {@link Kind#UNREADABLE} if the file can't be understood, with its line and column
     */
    public EnvelopeJson envelope(BlobRef ref) {
        return FileTrouble.reporting("read the envelope of " + ref, () -> {
            try {
                Optional<Path> file = folders.find(ref, Part.ENVELOPE);
                return file.isPresent() ? EnvelopeJson.read(Json.read(file.get())) : EnvelopeJson.NONE;
            } catch (JsonFormatException e) {
                throw new PortException(Kind.UNREADABLE, e.getMessage() + "; mend or delete the file", e);
            }
        });
    }

    /** {@return true: the file with the audit stays} */
    @Override
    public boolean keepsAuditOfDeleted() {
        return true;
    }

    /**
     * {@return every mail of the site, over all domains and places, each once}
     *
     * @throws PortException if a folder can't be listed
     */
    public List<BlobRef> list() {
        return Stream.of(Place.values())
                .flatMap(place ->
                        domains(place).stream().flatMap(domain -> mails(folders.folder(place, domain), domain)))
                .distinct()
                .sorted(Comparator.comparing(BlobRef::bucket).thenComparing(BlobRef::key))
                .toList();
    }

    private static Stream<BlobRef> mails(Path folder, String domain) {
        return FileTrouble.reporting("list " + folder, () -> FileNames.in(folder)).stream()
                .filter(name -> name.endsWith(Part.MAIL.suffix()))
                .map(name ->
                        name.substring(0, name.length() - Part.MAIL.suffix().length()))
                .filter(FileNames::isKey)
                .map(key -> new BlobRef(domain, key));
    }

    private boolean isKnown(BlobRef ref) {
        return folders.find(ref, Part.MAIL)
                .or(() -> folders.find(ref, Part.AUDIT))
                .isPresent();
    }

    private List<String> domains(Place place) {
        return FileTrouble.reporting("list " + folders.root(place), () -> {
            List<String> domains = FileNames.in(folders.root(place)).stream()
                    .filter(FileNames::isDomain)
                    .toList();
            for (String domain : domains) {
                requireReadable(folders.folder(place, domain));
            }
            return domains;
        });
    }

    /** In a folder that nobody may enter no file seems to be there. */
    private static void requireReadable(Path folder) throws IOException {
        if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    private PortException notFound(BlobRef ref) {
        return new PortException(
                Kind.NOT_FOUND,
                "there is no mail " + ref + " in " + folders.root(Place.SPOOL).getParent());
    }
}
