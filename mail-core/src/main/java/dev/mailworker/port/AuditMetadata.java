package dev.mailworker.port;

import dev.mailworker.decide.Status;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Audit.RecipientAudit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The audit in the form of S3 user metadata: the names that the earlier Python worker wrote, and ours. US-ASCII only; what
 * doesn't fit into the space is shortened so that a reader can tell ({@code a@x,b@x,...+12}), never refused.
 */
public final class AuditMetadata {
    /** S3's limit for all user metadata of an object together, names and values, in octets. */
    public static final int MAX_OCTETS = 2048;

    /** {@code true} when the mail is finished. */
    public static final String PROCESSED = "processed";
    /** When, in epoch seconds. */
    public static final String PROCESSED_AT = "processed_at";
    /** The worker's name. */
    public static final String PROCESSED_BY = "processed_by";
    /** {@link Status#word()}. */
    public static final String STATUS = "status";
    /** Recipients whose mailbox doesn't exist, separated by commas. */
    public static final String INVALID_INBOXES = "invalid_inboxes";
    /** The envelope sender of a mail that somebody blocked. */
    public static final String BLOCKED_SENDER = "blocked_sender";
    /** Recipients that blocked it, separated by commas. */
    public static final String BLOCKED_RECIPIENTS = "blocked_recipients";
    /** The pattern that matched, and what it matched. */
    public static final String BLOCKED_BY = "blocked_by";
    /** When the object was deleted, in epoch seconds. */
    public static final String DELETED_AT = "deleted_at";
    /** The worker that deleted it. */
    public static final String DELETED_BY = "deleted_by";
    /** The envelope sender, {@code <>} for the null sender. */
    public static final String ENVELOPE_FROM = "envelope_from";
    /** The envelope recipients, separated by commas. */
    public static final String ENVELOPE_TO = "envelope_to";
    /** A digest over all envelope recipients, which stands for them when the list is shortened. */
    public static final String ENVELOPE_DIGEST = "envelope_digest";
    /** {@code guessed} when nobody stated the envelope. */
    public static final String ENVELOPE = "envelope";
    /** Recipients of domains that are not this worker's, or that are no addresses. */
    public static final String LEFT_OUT = "left_out";
    /** Recipients whose copy the mail server finally refused. */
    public static final String REJECTED = "rejected";
    /** Recipients for whom the mail is held. */
    public static final String HELD = "held";
    /** Recipients that only forward, whose mail nobody took. */
    public static final String KEPT = "kept";
    /** Recipients for whom a policy of the site threw the mail away. */
    public static final String DISCARDED = "discarded";
    /** Tables that couldn't be read and counted as empty. */
    public static final String PASSED_OPEN = "passed_open";
    /** Why the mail was set aside. */
    public static final String REASON = "reason";

    /** The lists whose recipients have no copy, and as what they ended. */
    static final Map<String, Status> LISTS_WITHOUT_COPY = Map.of(
            LEFT_OUT, Status.UNMANAGED,
            INVALID_INBOXES, Status.INVALID,
            REJECTED, Status.REJECTED,
            HELD, Status.HELD,
            KEPT, Status.KEPT,
            DISCARDED, Status.DISCARDED,
            BLOCKED_RECIPIENTS, Status.BLOCKED);

    private static final Set<String> NAMES = Set.of(
            PROCESSED,
            PROCESSED_AT,
            PROCESSED_BY,
            STATUS,
            INVALID_INBOXES,
            BLOCKED_SENDER,
            BLOCKED_RECIPIENTS,
            BLOCKED_BY,
            DELETED_AT,
            DELETED_BY,
            ENVELOPE_FROM,
            ENVELOPE_TO,
            ENVELOPE_DIGEST,
            ENVELOPE,
            LEFT_OUT,
            REJECTED,
            HELD,
            KEPT,
            DISCARDED,
            PASSED_OPEN,
            REASON);

    /** Stands for a character that metadata can't hold: no US-ASCII, or a comma within a list's item. */
    static final char REPLACEMENT = '?';

    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_WORD = 64;
    private static final String CUT = "...";

    private AuditMetadata() {}

    /**
     * {@return an audit as metadata}
     *
     * @param audit what to put on record
     * @param maxOctets the space for names and values together; {@link #MAX_OCTETS} less what foreign metadata takes
     */
    public static Map<String, String> of(Audit audit, int maxOctets) {
        Map<String, String> metadata = new LinkedHashMap<>();
        int left = maxOctets;
        for (Map.Entry<String, String> entry : fixed(audit).entrySet()) {
            String value = fitted(entry.getValue(), left - entry.getKey().length());
            if (!value.isEmpty()) {
                metadata.put(entry.getKey(), value);
                left -= entry.getKey().length() + value.length();
            }
        }
        Map<String, List<String>> lists = lists(audit);
        int listsLeft = lists.size();
        for (Map.Entry<String, List<String>> list : lists.entrySet()) {
            int share = left / listsLeft-- - list.getKey().length();
            String value = shortened(list.getValue(), share);
            if (!value.isEmpty()) {
                metadata.put(list.getKey(), value);
                left -= list.getKey().length() + value.length();
            }
        }
        return metadata;
    }

    /** Words are left out rather than cut: half a number or a digest would say something else. */
    private static String fitted(String value, int space) {
        if (value.length() <= space) {
            return value;
        }
        return value.length() > LONGEST_WORD && space > LONGEST_WORD ? cut(value, space) : "";
    }

    /** The most needed first, for when there's little space. */
    private static Map<String, String> fixed(Audit audit) {
        Map<String, String> fixed = new LinkedHashMap<>();
        String at = Long.toString(audit.at().getEpochSecond());
        if (audit.processed()) {
            fixed.put(PROCESSED, "true");
        }
        fixed.put(STATUS, audit.status().word());
        fixed.put(ENVELOPE_DIGEST, digest(audit.envelope().recipients()));
        fixed.put(PROCESSED_AT, at);
        fixed.put(PROCESSED_BY, text(audit.by(), LONGEST_WORD));
        fixed.put(ENVELOPE_FROM, text(audit.envelope().sender().toString(), LONGEST_TEXT));
        if (!audit.envelope().isStated()) {
            fixed.put(ENVELOPE, "guessed");
        }
        audit.with(Status.BLOCKED).stream().findFirst().ifPresent(blocked -> {
            String sender = audit.envelope()
                    .sender()
                    .address()
                    .map(EmailAddress::toString)
                    .orElse("<>");
            fixed.put(BLOCKED_SENDER, text(sender, LONGEST_TEXT));
            fixed.put(BLOCKED_BY, text(blocked.because(), LONGEST_TEXT));
        });
        if (audit.deleted()) {
            fixed.put(DELETED_AT, at);
            fixed.put(DELETED_BY, text(audit.by(), LONGEST_WORD));
        }
        if (!audit.passedOpen().isEmpty()) {
            fixed.put(
                    PASSED_OPEN,
                    audit.passedOpen().stream()
                            .map(table -> table.name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .collect(Collectors.joining(",")));
        }
        if (!audit.because().isEmpty()) {
            fixed.put(REASON, text(audit.because(), LONGEST_TEXT));
        }
        return fixed;
    }

    /** The longest last: each may use what those before it left. */
    private static Map<String, List<String>> lists(Audit audit) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>(keys(audit.with(Status.UNMANAGED)));
        leftOut.addAll(audit.envelope().unreadable());
        lists.put(LEFT_OUT, leftOut);
        lists.put(INVALID_INBOXES, keys(audit.with(Status.INVALID)));
        lists.put(REJECTED, keys(audit.with(Status.REJECTED)));
        lists.put(HELD, keys(audit.with(Status.HELD)));
        lists.put(KEPT, keys(audit.with(Status.KEPT)));
        lists.put(DISCARDED, keys(audit.with(Status.DISCARDED)));
        lists.put(BLOCKED_RECIPIENTS, keys(audit.with(Status.BLOCKED)));
        lists.values().removeIf(List::isEmpty);
        lists.put(
                ENVELOPE_TO,
                audit.envelope().recipients().stream().map(EmailAddress::key).toList());
        return lists;
    }

    private static List<String> keys(List<RecipientAudit> recipients) {
        return recipients.stream().map(r -> r.recipient().key()).toList();
    }

    /**
     * {@return how much of the space some metadata take}
     *
     * @param metadata names and values
     */
    public static int octets(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .mapToInt(e -> utf8Length(e.getKey()) + utf8Length(e.getValue()))
                .sum();
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * {@return what of some metadata is neither ours nor the earlier worker's, and has to stay when an audit is written}
     *
     * @param metadata names, in lower case, and values
     */
    public static Map<String, String> foreign(Map<String, String> metadata) {
        Map<String, String> foreign = new LinkedHashMap<>(metadata);
        foreign.keySet().removeAll(NAMES);
        return foreign;
    }

    private static String shortened(List<String> items, int space) {
        StringBuilder kept = new StringBuilder();
        String best = "";
        for (int i = 0; i < items.size(); i++) {
            String rest = CUT + "+" + (items.size() - i);
            if (kept.length() + rest.length() <= space) {
                best = kept + rest;
            }
            kept.append(text(items.get(i), LONGEST_TEXT).replace(',', REPLACEMENT));
            if (kept.length() > space) {
                return best;
            }
            kept.append(i < items.size() - 1 ? "," : "");
        }
        return kept.toString();
    }

    /** US-ASCII on one line: S3 garbles anything else, or refuses the signature. */
    private static String text(String value, int maxLength) {
        StringBuilder ascii = new StringBuilder(value.length());
        value.codePoints().forEach(c -> ascii.append(c >= 0x20 && c < 0x7f ? (char) c : REPLACEMENT));
        return cut(ascii.toString().strip(), maxLength);
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - CUT.length()) + CUT;
    }

    /**
     * {@return a short digest over a set of recipients, independent of their order}
     *
     * @param recipients the addresses
     */
    public static String digest(Collection<EmailAddress> recipients) {
        String sorted = recipients.stream().map(EmailAddress::key).sorted().collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(sorted.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
