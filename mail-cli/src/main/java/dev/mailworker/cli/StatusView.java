package dev.mailworker.cli;

import dev.mailworker.Health;
import dev.mailworker.Health.Domain;
import dev.mailworker.Health.Kind;
import dev.mailworker.Health.Part;
import dev.mailworker.MailWorker;
import dev.mailworker.WorkerState;
import dev.mailworker.activity.Counts;
import dev.mailworker.activity.DomainActivity;
import dev.mailworker.activity.RecentActivity;
import dev.mailworker.activity.RecentMail;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Condition.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running worker as the status page shows it, at the moment of asking. Thread-safe. */
final class StatusView {
    /** So many parts of a kind are named when none is in trouble, or besides those that are. */
    private static final int FEW = 6;
    /** So many parts of a kind are named at most, however many are in trouble. */
    private static final int MANY = 20;

    private final String name;
    private final MailWorker worker;
    private final RecentActivity activity;
    private final InstantSource time;

    /**
     * Shows a worker.
     *
     * @param name what it is called
     * @param worker which
     * @param activity what it did, as its listener
     * @param time the clock
     */
    StatusView(String name, MailWorker worker, RecentActivity activity, InstantSource time) {
        this.name = name;
        this.worker = worker;
        this.activity = activity;
        this.time = time;
    }

    /** A domain in a row of the table. */
    private record Row(String domain, Condition condition, Optional<Instant> oldest, int waiting, Counts lastHour) {
        private static final Comparator<Row> ORDER = Comparator.comparing((Row row) ->
                        row.condition().isTrouble() ? row.condition().state() : State.UNKNOWN)
                .reversed()
                .thenComparing(row -> row.oldest().orElse(Instant.MAX))
                .thenComparing(row -> -row.lastHour().total())
                .thenComparing(Row::domain);
    }

    /**
     * {@return how it is, what it did in the last hour, and its latest mails}
     *
     * @param mails how many of these
     * @param guarded whether one had to log in
     */
    JsonValue status(int mails, boolean guarded) {
        Health health = worker.health();
        WorkerState state = worker.state();
        List<RecentMail> latest = activity.mails();
        JsonFields fields = new JsonFields()
                .with("worker", name)
                .with("guarded", guarded)
                .with("now", MailJson.time(time.instant()))
                .with("status", word(health.state()))
                .with("phase", word(health.stage().phase()))
                .with("since", MailJson.time(health.stage().since()))
                .with("stuck", health.isStuck())
                .with("in_work", state.mailsInWork());
        oldest(rows(health)).ifPresent(oldest -> fields.with("oldest", MailJson.time(oldest)));
        return fields.with("domains", domainCounts(health))
                .with("minutes", minutes())
                .with("parts", parts(health.parts()))
                .with("unreadable", unreadable())
                .with("remembered", latest.size())
                .with(
                        "mails",
                        JsonValue.list(
                                latest.stream().limit(mails).map(MailJson::row).toList()))
                .build();
    }

    private static Optional<Instant> oldest(Collection<Row> rows) {
        return rows.stream().flatMap(row -> row.oldest().stream()).min(Comparator.naturalOrder());
    }

    private static JsonValue domainCounts(Health health) {
        long trouble = health.domains().stream()
                .filter(domain -> domain.condition().isTrouble())
                .count();
        return new JsonFields()
                .with("all", health.domains().size())
                .with("trouble", trouble)
                .build();
    }

    private JsonValue minutes() {
        return JsonValue.list(activity.minutes().stream()
                .map(minute -> counts(minute)
                        .with("from", MailJson.time(minute.from()))
                        .build())
                .toList());
    }

    private static JsonFields counts(Counts counts) {
        return new JsonFields()
                .with("delivered", counts.delivered())
                .with("blocked", counts.blocked())
                .with("deferred", counts.deferred())
                .with("rejected", counts.rejected());
    }

    private JsonValue unreadable() {
        return JsonValue.list(activity.unreadable().stream()
                .map(notice -> new JsonFields()
                        .with("at", MailJson.time(notice.at()))
                        .with("source", notice.source())
                        .with("because", notice.because())
                        .build())
                .toList());
    }

    /** Of a thousand queues that are well one wants to know that they are; of one that isn't, which. */
    private static JsonValue parts(List<Part> parts) {
        Map<Kind, List<Part>> byKind = parts.stream().collect(Collectors.groupingBy(Part::kind));
        return JsonValue.list(Stream.of(Kind.values())
                .filter(byKind::containsKey)
                .map(kind -> kind(kind, byKind.getOrDefault(kind, List.of())))
                .toList());
    }

    private static JsonValue kind(Kind kind, List<Part> parts) {
        Predicate<Part> inTrouble = part -> part.condition().isTrouble();
        JsonFields states = new JsonFields();
        for (State state : State.values()) {
            states.with(
                    word(state),
                    parts.stream()
                            .filter(part -> part.condition().state() == state)
                            .count());
        }
        List<Part> named =
                parts.size() <= FEW ? parts : parts.stream().filter(inTrouble).toList();
        return new JsonFields()
                .with("kind", word(kind))
                .with("all", parts.size())
                .with("states", states.build())
                .with(
                        "named",
                        JsonValue.list(
                                named.stream().limit(MANY).map(StatusView::part).toList()))
                .build();
    }

    private static JsonValue part(Part part) {
        return with(new JsonFields().with("name", part.name()), part.condition())
                .build();
    }

    private static JsonFields with(JsonFields fields, Condition condition) {
        fields.with("state", word(condition.state())).with("because", condition.because());
        condition.since().ifPresent(since -> fields.with("since", MailJson.time(since)));
        return fields;
    }

    /**
     * {@return some of the domains: those in trouble first, then those whose mail waits longest, then the busy ones}
     *
     * @param filter what their names have in them; empty for all
     * @param from how many of them are left out
     * @param count how many are told at most
     */
    JsonValue domains(String filter, int from, int count) {
        String wanted = filter.strip().toLowerCase(Locale.ROOT);
        List<Row> rows = rows(worker.health());
        List<Row> fitting = rows.stream()
                .filter(row -> row.domain().contains(wanted))
                .sorted(Row.ORDER)
                .toList();
        return new JsonFields()
                .with("all", rows.size())
                .with("fitting", fitting.size())
                .with(
                        "domains",
                        JsonValue.list(fitting.stream()
                                .skip(from)
                                .limit(count)
                                .map(StatusView::domain)
                                .toList()))
                .build();
    }

    private List<Row> rows(Health health) {
        Map<String, DomainActivity> active = activity.domains();
        Map<String, Instant> inWork = worker.state().oldestByDomain();
        return health.domains().stream()
                .map(domain -> row(domain, Optional.ofNullable(active.get(domain.name())), inWork))
                .toList();
    }

    private Row row(Domain domain, Optional<DomainActivity> its, Map<String, Instant> inWork) {
        Optional<Instant> oldest = Stream.of(
                        its.flatMap(DomainActivity::oldest), Optional.ofNullable(inWork.get(domain.name())))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        Counts nothing = new Counts(time.instant(), 0, 0, 0, 0);
        return new Row(
                domain.name(),
                domain.condition(),
                oldest,
                its.map(DomainActivity::waiting).orElse(0),
                its.map(DomainActivity::lastHour).orElse(nothing));
    }

    private static JsonValue domain(Row row) {
        JsonFields fields = with(new JsonFields().with("domain", row.domain()), row.condition())
                .with("waiting", row.waiting())
                .with("last_hour", counts(row.lastHour()).build());
        row.oldest().ifPresent(oldest -> fields.with("oldest", MailJson.time(oldest)));
        return fields.build();
    }

    /** {@return those of the remembered mails whose key, sender or recipient has a text in it} */
    List<RecentMail> search(String text) {
        return activity.search(text);
    }

    /** {@return how many mails are remembered} */
    int remembered() {
        return activity.mails().size();
    }

    /** {@return a mail, if it is remembered} */
    Optional<RecentMail> mail(BlobRef mail) {
        return activity.find(mail);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
