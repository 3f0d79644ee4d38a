package dev.mailworker.aws.doctor;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.port.PortException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Gathers what is found about one subject. Used by one thread. */
final class Report {
    private final String subject;
    private final List<Finding> findings = new ArrayList<>();

    Report(String subject) {
        this.subject = subject;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    void ok(String found) {
        add(State.OK, found, "");
    }

    void warn(String found, String remedy) {
        add(State.WARN, found, remedy);
    }

    void bad(String found, String remedy) {
        add(State.BAD, found, remedy);
    }

    void unknown(String found, String remedy) {
        add(State.UNKNOWN, found, remedy);
    }

    void addAll(Report other) {
        findings.addAll(other.findings);
    }

    private void add(State state, String found, String remedy) {
        findings.add(new Finding(subject, state, found, remedy));
    }

    /**
     * Asks AWS.
     *
     * @param what in words that follow "can't"
     * @param action the IAM action that it takes
     * @param denied as how bad it counts if that is not allowed
     * @param question the call
     * @return the answer; empty if there is none, and then that is found
     */
    <T> Optional<T> ask(String what, String action, State denied, Supplier<T> question) {
        return ask(what, action, denied, Set.of(), question);
    }

    /**
     * The same, where some error codes are answers.
     *
     * @param nothing the codes that say that there is nothing: not a finding
     */
    <T> Optional<T> ask(String what, String action, State denied, Set<String> nothing, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (SdkException | CompletionException e) {
            if (!nothing.contains(AwsTrouble.code(e))) {
                trouble(what, action, denied, e);
            }
            return Optional.empty();
        }
    }

    void trouble(String what, String action, State denied, RuntimeException e) {
        String found = "can't " + what + ": " + AwsTrouble.words(e);
        if (AwsTrouble.kind(e) == Kind.DENIED) {
            add(denied, found, "allow " + action);
        } else if (AwsTrouble.unwrapped(e) instanceof AwsServiceException) {
            unknown(found, "");
        } else {
            unknown(found, "see that AWS can be reached from here, and that there are credentials");
        }
    }
}
