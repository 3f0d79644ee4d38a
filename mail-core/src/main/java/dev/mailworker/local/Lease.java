package dev.mailworker.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * How it stands with one entry of the queue: a line of four words in a file of its own.
 *
 * <p>Nothing is synced to the disk: a lease binds running processes, which see what is written at once, and a process
 * that is killed takes nothing of it along. A power cut ends all processes that the lease could bind; what it tears is
 * read as "given out once, and free", and the mail comes again.
 *
 * @param received how often the entry was given out
 * @param state whether somebody works on it
 * @param until when it may be given out (again)
 * @param token proves to whom it was given last; a hyphen if to nobody
 */
record Lease(int received, State state, Instant until, String token) {
    /** An entry that nobody has seen yet. */
    static final Lease NEW = new Lease(0, State.POSTPONED, Instant.MIN, "-");

    private static final int LONGEST_LINE = 200;
    private static final Lease TORN = new Lease(1, State.POSTPONED, Instant.MIN, "-");

    /** Why an entry is out of sight. */
    enum State {
        /** A worker has it. */
        LEASED,
        /** It waits for another attempt. */
        POSTPONED
    }

    boolean isFree(Instant now) {
        return !until.isAfter(now);
    }

    static Lease read(Path file) throws IOException {
        String line;
        try {
            if (Files.size(file) > LONGEST_LINE) {
                return TORN;
            }
            line = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return NEW;
        }
        String[] words = line.strip().split(" ", -1);
        try {
            return words.length == 4
                    ? new Lease(
                            Integer.parseInt(words[0]),
                            State.valueOf(words[1]),
                            Instant.ofEpochMilli(Long.parseLong(words[2])),
                            words[3])
                    : TORN;
        } catch (IllegalArgumentException e) {
            return TORN;
        }
    }

    void write(Path file) throws IOException {
        String line = received + " " + state + " " + until.toEpochMilli() + " " + token + "\n";
        AtomicFiles.write(file, line.getBytes(StandardCharsets.ISO_8859_1));
    }
}
