package dev.mailworker.aws;

import dev.mailworker.aws.doctor.BucketExamination;
import dev.mailworker.aws.doctor.CredentialsExamination;
import dev.mailworker.aws.doctor.Examination;
import dev.mailworker.aws.doctor.QueueExamination;
import dev.mailworker.aws.doctor.SendingExamination;
import dev.mailworker.aws.doctor.TableExamination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

/** What there is to look at in a site: each thing once, however many domains share it. */
final class SiteExaminations {
    private static final String MAILBOX_KEY = "email_address";
    private static final String MESSAGE_KEY = "MessageId";
    private static final String EXPIRY = "ttl";

    private final AwsSettings settings;
    private final Clients clients;
    private final Duration maxAge;

    SiteExaminations(AwsSettings settings, Clients clients, Duration maxAge) {
        this.settings = settings;
        this.clients = clients;
        this.maxAge = maxAge;
    }

    List<Examination> of(Collection<String> domains) {
        List<Examination> all = new ArrayList<>();
        all.add(new CredentialsExamination(DefaultCredentialsProvider.builder().build(), sts()));
        all.addAll(tables());
        all.addAll(sending(domains));
        all.addAll(queuesAndBuckets(domains));
        return all;
    }

    /** Where the services are not AWS's own, AWS need not know the credentials. */
    private Optional<Supplier<StsClient>> sts() {
        boolean isAws = settings.endpoints().isEmpty() && !Clients.isEndpointNamed(System.getenv(), "AWS_ENDPOINT_URL");
        return isAws || settings.endpoints().containsKey(AwsService.STS) ? Optional.of(clients::sts) : Optional.empty();
    }

    private List<Examination> tables() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(settings.tables().blocked(), MAILBOX_KEY);
        keys.put(settings.tables().rules(), MAILBOX_KEY);
        keys.put(settings.tables().messages(), MESSAGE_KEY);
        settings.repliesTable().ifPresent(table -> keys.put(table, settings.repliesKey()));
        List<Examination> all = new ArrayList<>();
        keys.forEach((table, key) -> all.add(new TableExamination(
                clients.dynamoDb(),
                settings.region(),
                table,
                key,
                settings.repliesTable()
                        .filter(table::equals)
                        .map(replies -> EXPIRY)
                        .orElse(""))));
        return all;
    }

    private List<Examination> sending(Collection<String> domains) {
        Map<String, List<String>> byRegion = new TreeMap<>();
        domains.forEach(domain -> byRegion.computeIfAbsent(settings.regionOf(domain), region -> new ArrayList<>())
                .add(domain));
        List<Examination> all = new ArrayList<>();
        byRegion.forEach((region, its) ->
                all.add(new SendingExamination(clients.ses(region), region, its, settings.quotaShare())));
        return all;
    }

    private List<Examination> queuesAndBuckets(Collection<String> domains) {
        Map<String, Examination> bySubject = new LinkedHashMap<>();
        for (String domain : new TreeSet<>(domains)) {
            String region = settings.regionOf(domain);
            add(
                    bySubject,
                    new QueueExamination(
                            clients.sqs(region), region, settings.queueOf(domain), maxAge, settings.deadLetterQueue()));
            add(
                    bySubject,
                    new BucketExamination(
                            clients.s3(region), region, settings.bucketOf(domain), settings.progressPrefix()));
        }
        return List.copyOf(bySubject.values());
    }

    private static void add(Map<String, Examination> bySubject, Examination examination) {
        bySubject.putIfAbsent(examination.subject(), examination);
    }
}
