package dev.mailworker.cli;

import dev.mailworker.decide.Status;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.port.TraceLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What metadata say about each recipient, where no rulings are stored beside them. */
final class MetadataTrace {
    private static final Map<String, Status> LISTS = new LinkedHashMap<>();

    static {
        LISTS.put(AuditMetadata.LEFT_OUT, Status.UNMANAGED);
        LISTS.put(AuditMetadata.INVALID_INBOXES, Status.INVALID);
        LISTS.put(AuditMetadata.REJECTED, Status.REJECTED);
        LISTS.put(AuditMetadata.HELD, Status.HELD);
        LISTS.put(AuditMetadata.KEPT, Status.KEPT);
        LISTS.put(AuditMetadata.DISCARDED, Status.DISCARDED);
        LISTS.put(AuditMetadata.BLOCKED_RECIPIENTS, Status.BLOCKED);
    }

    private MetadataTrace() {}

    /** {@return a line for each recipient that the metadata name, shortened lists as they stand} */
    static List<TraceLine> of(StoredAudit audit) {
        List<TraceLine> lines = new ArrayList<>();
        Set<String> told = new HashSet<>();
        LISTS.forEach((list, status) -> {
            String because = status == Status.BLOCKED
                    ? audit.value(AuditMetadata.BLOCKED_BY).orElse("in " + list)
                    : "in " + list;
            for (String recipient : items(audit, list)) {
                told.add(recipient);
                lines.add(new TraceLine(TraceLine.OUTCOME, recipient, status.word(), because));
            }
        });
        String status = audit.value(AuditMetadata.STATUS).orElse("");
        String rest = status.equals(Status.PARTIAL.word()) ? Status.DELIVERED.word() : status;
        for (String recipient : items(audit, AuditMetadata.ENVELOPE_TO)) {
            if (!rest.isEmpty() && !told.contains(recipient)) {
                lines.add(new TraceLine(TraceLine.OUTCOME, recipient, rest, "in " + AuditMetadata.ENVELOPE_TO));
            }
        }
        return lines;
    }

    private static List<String> items(StoredAudit audit, String list) {
        return Domains.listed(audit.value(list).orElse(""));
    }
}
