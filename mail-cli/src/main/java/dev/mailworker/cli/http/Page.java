package dev.mailworker.cli.http;

/** Answers the requests for one path. Called by several threads at once. */
@FunctionalInterface
public interface Page {
    /**
     * {@return the answer}
     *
     * @param request what was asked; of a HEAD request only the head of the answer is sent
     */
    Answer answer(Request request);
}
