package dev.mailworker.cli;

import dev.mailworker.port.PortException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The mails that were chosen for a replay.
 *
 * @param mails those that can be worked on, read as they are asked for where there may be many
 * @param all how many there are, where that is known beforehand
 * @param any becomes true with the first that was chosen
 */
record Choice(Iterator<SiteMail> mails, OptionalInt all, AtomicBoolean any) {
    /**
     * Chooses mails.
     *
     * @param selection which are meant
     * @param mails those that there are
     * @param possible leaves out those that can't be worked on
     */
    static Choice of(MailSelection selection, Mails mails, Predicate<SiteMail> possible) {
        AtomicBoolean any = new AtomicBoolean();
        Stream<SiteMail> chosen =
                selection.of(mails, Instant.now()).peek(mail -> any.set(true)).filter(possible);
        if (!mails.areFew()) {
            return new Choice(chosen.iterator(), OptionalInt.empty(), any);
        }
        List<SiteMail> all = chosen.toList();
        return new Choice(all.iterator(), OptionalInt.of(all.size()), any);
    }

    /** Refuses a selection by which nothing was chosen, when all mails were gone over. */
    void requireAny(MailSelection selection, Mails from) {
        if (!any.get()) {
            throw new PortException(
                    PortException.Kind.NOT_FOUND,
                    selection.words() + " in " + from.place()
                            + "; a mail that was deleted, because all its recipients blocked it, can't come back");
        }
    }
}
