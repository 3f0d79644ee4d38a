package dev.mailworker.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A header field's text as people read it, on one line, without controls. What can't be decoded is an encoded word still, and
 * leaves as one: whoever gets it may know more charsets.
 *
 * @param pieces text, and encoded words that nobody could read
 */
record DecodedText(List<Piece> pieces) {
    static final DecodedText EMPTY = new DecodedText(List.of());

    /**
     * A part of the text.
     *
     * @param text clean
     * @param isEncoded whether it is an encoded word
     */
    record Piece(String text, boolean isEncoded) {}

    DecodedText {
        pieces = List.copyOf(pieces);
    }

    /** {@return text that is none of anybody's encoded words, whatever it looks like} */
    static DecodedText of(String clean) {
        return clean.isEmpty() ? EMPTY : new DecodedText(List.of(new Piece(clean, false)));
    }

    /**
     * {@return what a field's value says}
     *
     * @param value as it stands in the mail
     * @param maxLength the most characters to keep; an ellipsis takes the place of the rest
     */
    static DecodedText read(String value, int maxLength) {
        List<Piece> read = EncodedWords.read(value);
        List<Piece> kept = new ArrayList<>();
        int left = maxLength;
        for (Piece piece : read) {
            String text = piece.isEncoded() ? piece.text() : HeaderText.clean(piece.text(), Math.max(left, 1));
            left -= text.codePointCount(0, text.length());
            if (left < 0) {
                kept.add(new Piece("…", false));
                break;
            }
            if (!text.isEmpty()) {
                kept.add(new Piece(text, piece.isEncoded()));
            }
        }
        return new DecodedText(kept);
    }

    /** {@return this text and, behind a blank, more} */
    DecodedText then(DecodedText more) {
        return new DecodedText(
                Stream.concat(pieces.stream(), more.pieces.stream()).toList());
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** {@return the text as an unstructured field's value holds it} */
    String encoded() {
        return joined().pieces.stream()
                .map(piece -> piece.isEncoded() ? piece.text() : HeaderText.encoded(piece.text()))
                .collect(Collectors.joining(" "));
    }

    /** {@return the text as the name of a mailbox, in an address field (RFC 5322 §3.2.5, {@code phrase})} */
    String phrase() {
        return joined().pieces.stream()
                .map(piece -> piece.isEncoded() ? piece.text() : HeaderText.phrase(piece.text()))
                .collect(Collectors.joining(" "));
    }

    /** Neighbouring texts as one: between two encoded words no blank is seen. */
    private DecodedText joined() {
        List<Piece> joined = new ArrayList<>();
        for (Piece piece : pieces) {
            Piece last = joined.isEmpty() ? piece : joined.get(joined.size() - 1);
            if (!joined.isEmpty() && !last.isEncoded() && !piece.isEncoded()) {
                joined.set(joined.size() - 1, new Piece(last.text() + " " + piece.text(), false));
            } else {
                joined.add(piece);
            }
        }
        return new DecodedText(joined);
    }

    /** {@return the text as people read it} */
    @Override
    public String toString() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining(" "));
    }
}
