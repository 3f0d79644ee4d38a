package dev.mailworker.cli;

import dev.mailworker.json.EnvelopeJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A site's mails, to look at. Methods block, and fail with {@link dev.mailworker.port.PortException}. */
interface Mails {
    /**
     * What is asked for, as far as it can be told without what is on record.
     *
     * @param domain only this domain's mails, if given
     * @param keys only mails of these keys; empty for any
     * @param prefix how the keys begin; empty for any
     * @param changedSince mails that were not written to since then need not be given
     */
    record Wanted(Optional<String> domain, Set<String> keys, String prefix, Instant changedSince) {
        /** Copies the set. */
        public Wanted {
            keys = Set.copyOf(keys);
        }

        boolean includes(String key) {
            return (keys.isEmpty() || keys.contains(key)) && key.startsWith(prefix);
        }
    }

    /**
     * {@return every mail of a key, also of those that are gone as far as something is still on record}
     *
     * @param key the key
     * @param domain only this domain's, if given
     */
    List<SiteMail> find(String key, Optional<String> domain);

    /**
     * {@return the mails that are there, read as they are asked for. Of trouble with a part of them is told at the end}
     *
     * @param wanted which; others may be among them where only the record tells
     */
    Stream<SiteMail> list(Wanted wanted);

    /** {@return whether all mails can be held in memory, so that one can count them first} */
    boolean areFew();

    /**
     * {@return who sent a mail to whom, and what was found, as far as that is stored}
     *
     * @param mail which
     */
    EnvelopeJson stated(SiteMail mail);

    /** {@return where to look, for whom nothing was found} */
    String place();
}
