package dev.mailworker.cli.http;

import java.io.IOException;
import java.util.List;

/** Answers the requests for one path. Called by several threads at once. */
@FunctionalInterface
public interface Page {
    /**
     * {@return the answer}
     *
     * @param request what was asked; of a HEAD request only the head of the answer is sent
     * @throws IOException if the request can't be read to its end: the client is told 400
     */
    Answer answer(Request request) throws IOException;

    /** {@return the methods that it answers: GET and HEAD unless it says otherwise} */
    default List<String> methods() {
        return List.of("GET", "HEAD");
    }

    /**
     * {@return a page that answers POST alone}
     *
     * @param page gives the answers
     */
    static Page posted(Page page) {
        return new Page() {
            @Override
            public Answer answer(Request request) throws IOException {
                return page.answer(request);
            }

            @Override
            public List<String> methods() {
                return List.of("POST");
            }
        };
    }
}
