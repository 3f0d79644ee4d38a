package dev.mailworker.cli.http;

import java.util.Optional;

/** Decides who is let in, before any page is looked for. Called by several threads at once. */
@FunctionalInterface
public interface Gate {
    /** Lets everybody in. */
    Gate OPEN = request -> Optional.empty();

    /**
     * {@return what a request gets instead of a page; empty if it is let in}
     *
     * @param request what was asked; its body is not to be read
     */
    Optional<Answer> refusal(Request request);
}
