package dev.mailworker.aws.doctor;

import dev.mailworker.aws.doctor.Finding.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Whether there are credentials, where they were found, and whose they are (GetCallerIdentity of STS). */
public final class CredentialsExamination implements Examination {
    private static final int SHOWN = 4;
    /** The SDK names a provider by the code that its user agent has for it. */
    private static final Map<String, String> SOURCES = Map.ofEntries(
            Map.entry("f", "system properties"),
            Map.entry("g", "the environment"),
            Map.entry("h", "a web identity"),
            Map.entry("i", "an assumed role"),
            Map.entry("k", "a web identity"),
            Map.entry("n", "a profile"),
            Map.entry("o", "a profile"),
            Map.entry("p", "a profile"),
            Map.entry("q", "a profile with a web identity"),
            Map.entry("r", "a profile with SSO"),
            Map.entry("s", "SSO"),
            Map.entry("v", "a profile's process"),
            Map.entry("w", "a process"),
            Map.entry("z", "the container"),
            Map.entry("0", "the instance"));

    private final AwsCredentialsProvider credentials;
    private final Optional<Supplier<StsClient>> sts;

    /**
     * Looks at credentials.
     *
     * @param credentials finds them
     * @param sts makes a client to ask whose they are; empty to leave that out
     */
    public CredentialsExamination(AwsCredentialsProvider credentials, Optional<Supplier<StsClient>> sts) {
        this.credentials = credentials;
        this.sts = sts;
    }

    @Override
    public String subject() {
        return "credentials";
    }

    @Override
    public List<Finding> examine() {
        Report report = new Report(subject());
        try {
            found(report, credentials.resolveCredentials());
        } catch (SdkException e) {
            report.bad(
                    "none: " + e.getMessage(),
                    "give the process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
        }
        return report.findings();
    }

    private void found(Report report, AwsCredentials found) {
        String key = found.accessKeyId();
        String shown = "access key …" + key.substring(Math.max(0, key.length() - SHOWN))
                + source(found.providerName().orElse(""));
        if (sts.isEmpty()) {
            report.ok(shown);
            return;
        }
        try (StsClient client = sts.get().get()) {
            report.ask(
                            "ask STS whose credentials these are (" + shown + ")",
                            "sts:GetCallerIdentity",
                            State.BAD,
                            () -> client.getCallerIdentity(request -> {}))
                    .ifPresent(identity -> report.ok(whose(identity) + ", " + shown));
        }
    }

    private static String source(String codes) {
        return Stream.of(codes.split(",", -1))
                .map(SOURCES::get)
                .filter(Objects::nonNull)
                .findFirst()
                .map(words -> ", from " + words)
                .orElse("");
    }

    private static String whose(GetCallerIdentityResponse identity) {
        return identity.arn() + " in account " + identity.account();
    }
}
