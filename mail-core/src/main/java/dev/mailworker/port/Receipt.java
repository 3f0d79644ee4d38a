package dev.mailworker.port;

/**
 * A source's handle on one message that it gave out: what the source needs to extend the lease and to settle the message.
 * Opaque to everybody else; each source has its own class.
 */
public interface Receipt {}
