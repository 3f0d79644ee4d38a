package dev.mailworker.port;

import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.Map;

/** Changes blocklists, for people. Methods block, and fail with {@link PortException}. */
public interface BlocklistEditor {
    /** {@return every mailbox that has patterns, by its key, with the patterns in their order} */
    Map<String, List<String>> list();

    /**
     * Adds a pattern; attributes of the mailbox that are not ours stay.
     *
     * @param mailbox whose
     * @param pattern a shell wildcard
     * @return false if it was there already
     * @throws IllegalArgumentException if the pattern is blank: it would block nobody
     */
    boolean add(EmailAddress mailbox, String pattern);

    /**
     * Removes a pattern.
     *
     * @param mailbox whose
     * @param pattern as it stands in the table
     * @return false if it wasn't there
     */
    boolean remove(EmailAddress mailbox, String pattern);
}
