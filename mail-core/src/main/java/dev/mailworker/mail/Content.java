package dev.mailworker.mail;

import java.io.IOException;
import java.io.OutputStream;

/** What is sent: a received mail, as it is or with changes to its header and an insertion, or one that the worker composed. */
public sealed interface Content {
    /**
     * Writes the mail with its own line ends; making them CRLF is the transport's part.
     *
     * @param out where to; not closed
     * @throws IOException if reading or writing fails
     */
    void writeTo(OutputStream out) throws IOException;

    /** {@return the number of octets that {@link #writeTo} writes, or a little more} */
    long size();

    /**
     * A received mail.
     *
     * @param raw its bytes
     * @param edits changes to its header; with none, the header goes out as it came
     * @param insertion what is put into its body; with none, the body goes out as it came
     */
    record Received(RawMail raw, HeaderEdits edits, BodyInsertion insertion) implements Content {
        /**
         * A mail whose body goes out as it came.
         *
         * @param raw its bytes
         * @param edits changes to its header
         */
        public Received(RawMail raw, HeaderEdits edits) {
            this(raw, edits, BodyInsertion.NONE);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            if (insertion.isNone()) {
                edits.write(raw, out);
            } else {
                edits.write(insertion.open(raw), out);
            }
        }

        @Override
        public long size() {
            long body = raw.size() - insertion.length() + insertion.text().length();
            return edits.isNone() ? body : body + edits.addedOctets();
        }
    }

    /** A mail of the worker's own making. */
    final class Composed implements Content {
        private final byte[] bytes;

        /**
         * Holds a mail.
         *
         * @param bytes the whole mail, with CRLF line ends; copied
         */
        public Composed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public long size() {
            return bytes.length;
        }
    }
}
