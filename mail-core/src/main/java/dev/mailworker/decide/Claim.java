package dev.mailworker.decide;

import java.time.Instant;

/**
 * A worker's word that it is about to send something, so that no other does.
 *
 * @param owner the worker and its attempt
 * @param until when the word no longer binds
 */
public record Claim(String owner, Instant until) {}
