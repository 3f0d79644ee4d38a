package dev.mailworker.cli;

import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the doctor found.
 *
 * @param onAws about the site on AWS
 * @param servers about the mail servers
 */
record Diagnosis(List<Finding> onAws, List<Finding> servers) {
    /** Copies the lists. */
    Diagnosis {
        onAws = List.copyOf(onAws);
        servers = List.copyOf(servers);
    }

    List<Finding> all() {
        return Stream.of(onAws, servers).flatMap(List::stream).toList();
    }

    /** What can't be looked at is no finding, unless that is so of everything. */
    int exitCode() {
        boolean anybodyAnswered = onAws.stream()
                        .anyMatch(finding -> finding.state() != State.UNKNOWN
                                && !finding.subject().equals("credentials"))
                || servers.stream().anyMatch(finding -> finding.state() == State.OK);
        if (!anybodyAnswered) {
            return ExitCode.OUTSIDE;
        }
        boolean isAnyWrong =
                all().stream().anyMatch(finding -> finding.state() == State.WARN || finding.state() == State.BAD);
        return isAnyWrong ? ExitCode.NEGATIVE : ExitCode.OK;
    }
}
