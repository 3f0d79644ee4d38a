package dev.mailworker.cli;

import dev.mailworker.aws.AwsSite;
import dev.mailworker.aws.s3.S3Listing;
import dev.mailworker.decide.Progress;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStore.Versioned;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The mails in the buckets of a site's domains. What S3 is asked for one by one is asked several times at once. */
final class MailsInBuckets implements Mails {
    private final BlobStore blobs;
    private final ProgressStore progress;
    private final S3Listing listing;
    private final Map<String, List<String>> domainsByBucket = new LinkedHashMap<>();

    MailsInBuckets(AwsSite aws, Collection<String> domains) {
        this.blobs = aws.blobs();
        this.progress = aws.progress();
        this.listing = aws.listing();
        for (String domain : new TreeSet<>(domains)) {
            domainsByBucket
                    .computeIfAbsent(aws.settings().bucketOf(domain), bucket -> new ArrayList<>())
                    .add(domain);
        }
    }

    /** What came of looking for a mail. */
    private record Look(Optional<SiteMail> found, Optional<PortException> trouble) {}

    @Override
    public List<SiteMail> find(String key, Optional<String> domain) {
        List<BlobRef> places = places(domain, key).toList();
        List<Look> looks = Batches.map(places.stream(), this::look).toList();
        List<SiteMail> found = found(looks, domain);
        if (found.isEmpty()) {
            found = found(Batches.map(places.stream(), this::lookForProgress).toList(), domain);
        }
        Optional<PortException> trouble =
                looks.stream().flatMap(look -> look.trouble().stream()).findFirst();
        if (found.isEmpty() && trouble.isPresent()) {
            throw trouble.get();
        }
        return found;
    }

    private static List<SiteMail> found(List<Look> looks, Optional<String> domain) {
        return looks.stream()
                .flatMap(look -> look.found().stream())
                .filter(mail -> isOf(mail, domain))
                .toList();
    }

    /** Of domains that share a bucket, only the record tells whose a mail is. */
    private static boolean isOf(SiteMail mail, Optional<String> domain) {
        return domain.map(mail.domain()::equalsIgnoreCase).orElse(true);
    }

    private Stream<BlobRef> places(Optional<String> domain, String key) {
        return buckets(domain).map(bucket -> new BlobRef(bucket, key));
    }

    private Stream<String> buckets(Optional<String> domain) {
        Optional<String> lower = domain.map(name -> name.toLowerCase(Locale.ROOT));
        return domainsByBucket.entrySet().stream()
                .filter(entry -> lower.map(entry.getValue()::contains).orElse(true))
                .map(Map.Entry::getKey);
    }

    private Look look(BlobRef ref) {
        try {
            return new Look(Optional.of(mail(ref, blobs.audit(ref), Optional.empty())), Optional.empty());
        } catch (PortException e) {
            return new Look(Optional.empty(), e.kind() == Kind.NOT_FOUND ? Optional.empty() : Optional.of(e));
        }
    }

    /** A mail that everybody blocked is gone, and what is remembered of it says so. */
    private Look lookForProgress(BlobRef ref) {
        try {
            return new Look(
                    progress.load(ref).map(known -> mail(ref, StoredAudit.NONE, Optional.empty())), Optional.empty());
        } catch (PortException e) {
            return new Look(Optional.empty(), Optional.of(e));
        }
    }

    private SiteMail mail(BlobRef ref, StoredAudit audit, Optional<Instant> changedAt) {
        return new SiteMail(domain(ref.bucket(), audit), ref, audit, changedAt);
    }

    private String domain(String bucket, StoredAudit audit) {
        List<String> possible = domainsByBucket.getOrDefault(bucket, List.of(bucket));
        return possible.size() == 1
                ? possible.get(0)
                : audit.recipients().stream()
                        .map(EmailAddress::domain)
                        .filter(possible::contains)
                        .findFirst()
                        .orElse(possible.get(0));
    }

    @Override
    public Stream<SiteMail> list(Wanted wanted) {
        List<PortException> troubles = new ArrayList<>();
        Stream<SiteMail> mails = wanted.keys().isEmpty() ? listed(wanted, troubles) : asked(wanted, troubles);
        Stream<SiteMail> end = Stream.of(troubles).flatMap(all -> {
            if (!all.isEmpty()) {
                throw all.get(0);
            }
            return Stream.empty();
        });
        return Stream.concat(mails.filter(mail -> isOf(mail, wanted.domain())), end);
    }

    private Stream<SiteMail> asked(Wanted wanted, List<PortException> troubles) {
        Stream<BlobRef> places =
                wanted.keys().stream().filter(wanted::includes).sorted().flatMap(key -> places(wanted.domain(), key));
        return Batches.map(places, this::look).flatMap(look -> {
            look.trouble().ifPresent(troubles::add);
            return look.found().stream();
        });
    }

    private Stream<SiteMail> listed(Wanted wanted, List<PortException> troubles) {
        Stream<S3Listing.Entry> entries = buckets(wanted.domain())
                .flatMap(bucket -> listing.list(bucket, wanted.prefix(), troubles::add))
                // An audit is written by a copy in place: what wasn't written to since then has no younger one.
                .filter(entry -> !entry.changedAt().isBefore(wanted.changedSince()));
        return Batches.map(entries, this::read).flatMap(Optional::stream);
    }

    private Optional<SiteMail> read(S3Listing.Entry entry) {
        try {
            return Optional.of(mail(entry.ref(), blobs.audit(entry.ref()), Optional.of(entry.changedAt())));
        } catch (PortException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public boolean areFew() {
        return false;
    }

    /** Verdicts come with the notice alone, and are on no record. */
    @Override
    public EnvelopeJson stated(SiteMail mail) {
        Envelope recorded = RecordedEnvelope.of(mail.audit());
        Envelope known = recorded.origin() == Envelope.Origin.UNSTATED
                ? progress.load(mail.ref())
                        .map(Versioned::progress)
                        .map(Progress::envelope)
                        .orElse(Envelope.UNSTATED)
                : recorded;
        return new EnvelopeJson(known, Verdicts.NONE);
    }

    @Override
    public String place() {
        return domainsByBucket.size() == 1
                ? "bucket " + domainsByBucket.keySet().iterator().next()
                : "the " + domainsByBucket.size() + " buckets of the site's domains";
    }
}
