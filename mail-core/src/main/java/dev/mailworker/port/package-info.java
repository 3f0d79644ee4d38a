/**
 * The boundaries of the worker: where mails come from, where they lie, what is looked up, where they go. Implementations
 * must be thread-safe unless they say otherwise, and report trouble by {@link dev.mailworker.port.PortException}: whatever
 * they can't tell apart counts as temporary, so that doubt never loses a mail.
 */
@NullMarked
package dev.mailworker.port;

import org.jspecify.annotations.NullMarked;
