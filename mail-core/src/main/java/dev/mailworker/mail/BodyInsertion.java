package dev.mailworker.mail;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * Octets put into a mail's body at one place, or in the place of others; every other octet of the mail stays, in its order.
 *
 * @param offset before which octet of the mail, counted from 0
 * @param length how many octets of the mail they stand for; 0 if all stay
 * @param text what to put there, one character for each octet, in the encoding of the part that it becomes a piece of
 */
public record BodyInsertion(long offset, long length, String text) {
    /** No change. */
    public static final BodyInsertion NONE = new BodyInsertion(0, 0, "");

    /** Refuses what would not be written as it is. */
    public BodyInsertion {
        if (offset < 0 || length < 0 || text.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("an insertion needs a place, and a character for each octet");
        }
    }

    /**
     * An insertion that leaves all octets.
     *
     * @param offset before which octet of the mail
     * @param text what to put there
     */
    public BodyInsertion(long offset, String text) {
        this(offset, 0, text);
    }

    /** {@return whether nothing is changed} */
    public boolean isNone() {
        return text.isEmpty();
    }

    /** {@return a mail's octets with these among them; closing closes the mail's} */
    InputStream open(RawMail raw) throws IOException {
        InputStream mail = raw.open();
        InputStream inserted = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return new SequenceInputStream(
                Collections.enumeration(List.of(new Beginning(mail, offset), inserted, new Rest(mail, length))));
    }

    /** A stream without its next octets, which are passed over when somebody comes to them. */
    private static final class Rest extends FilterInputStream {
        private long toSkip;

        Rest(InputStream in, long toSkip) {
            super(in);
            this.toSkip = toSkip;
        }

        private void skipThem() throws IOException {
            in.skipNBytes(toSkip);
            toSkip = 0;
        }

        @Override
        public int read() throws IOException {
            skipThem();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            skipThem();
            return super.read(buffer, from, length);
        }
    }

    /** The first octets of a stream, which stays open for the others. */
    private static final class Beginning extends FilterInputStream {
        private long left;

        Beginning(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            int octet = left > 0 ? super.read() : -1;
            left -= octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int count = super.read(buffer, from, (int) Math.min(left, length));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, super.available());
        }

        @Override
        public void close() {
            // The rest is still to be read.
        }
    }
}
