package dev.mailworker.aws.ses;

import dev.mailworker.decide.LoopHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a received mail one that SES sends: every line ends with CRLF, and of its header goes what SES sets itself, what a
 * changed mail no longer proves (DKIM), and every {@code X-SES-} field, because SES obeys some of them
 * ({@code X-SES-SOURCE-ARN}, {@code X-SES-CONFIGURATION-SET}) and a stranger wrote them.
 *
 * <p>As in our own reading of headers, everything up to the first empty line is looked at, since nobody knows where SES thinks
 * that a broken header ends.
 */
final class SesMailStream extends OutputStream {
    private static final Set<String> DROPPED =
            Set.of("return-path", "sender", "dkim-signature", "message-id", "bcc", "resent-bcc");
    private static final String COMMANDS = "x-ses-";
    private static final String LOOP_HEADER = LoopHeader.NAME.toLowerCase(Locale.ROOT);
    private static final int LONGEST_NAME = 1000;

    private final OutputStream out;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private int ourFields;
    private boolean inHeader = true;
    private boolean isFirstLine = true;
    private boolean lastWasCr;
    private boolean dropping;
    private Line line = Line.START;

    /** How far a line of the header has come. */
    private enum Line {
        /** Its name is being read. */
        START,
        /** The rest of it passes, or doesn't, as its field does. */
        REST
    }

    /**
     * @param ourFields how many of the first fields are the worker's own, and pass
     */
    SesMailStream(OutputStream out, int ourFields) {
        this.out = out;
        this.ourFields = ourFields;
    }

    @Override
    public void write(int b) throws IOException {
        int octet = b & 0xff;
        boolean isSecondHalf = octet == '\n' && lastWasCr;
        lastWasCr = octet == '\r';
        if (isSecondHalf) {
            return;
        }
        if (octet == '\r' || octet == '\n') {
            endLine();
        } else if (inHeader) {
            inHeader(octet);
        } else {
            out.write(octet);
        }
    }

    private void endLine() throws IOException {
        if (inHeader && line == Line.START) {
            endNameless();
        }
        if (!inHeader || !dropping) {
            out.write('\r');
            out.write('\n');
        }
        line = Line.START;
        isFirstLine = false;
    }

    /** An empty line ends the header; another without a colon is none of a field, and passes unless an mbox put it there. */
    private void endNameless() throws IOException {
        if (start.size() == 0) {
            inHeader = false;
        } else {
            dropping = isFirstLine && start.toString(StandardCharsets.US_ASCII).startsWith("From ");
            passStart();
        }
    }

    private void inHeader(int octet) throws IOException {
        if (line == Line.REST) {
            pass(octet);
        } else if (start.size() == 0 && (octet == ' ' || octet == '\t')) {
            line = Line.REST;
            pass(octet);
        } else {
            start.write(octet);
            if (octet == ':' || start.size() > LONGEST_NAME) {
                dropping = ourFields-- <= 0 && isDropped(name());
                line = Line.REST;
                passStart();
            }
        }
    }

    private String name() {
        String text = start.toString(StandardCharsets.US_ASCII);
        int colon = text.indexOf(':');
        return (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isDropped(String name) {
        return DROPPED.contains(name) || (name.startsWith(COMMANDS) && !name.equals(LOOP_HEADER));
    }

    private void passStart() throws IOException {
        if (!dropping) {
            start.writeTo(out);
        }
        start.reset();
    }

    private void pass(int octet) throws IOException {
        if (!dropping) {
            out.write(octet);
        }
    }

    /** Passes on what a last line without an end held back. */
    @Override
    public void close() throws IOException {
        dropping = false;
        passStart();
        out.close();
    }
}
