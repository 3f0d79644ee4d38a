package dev.mailworker.cli;

/**
 * What somebody set.
 *
 * @param value the value; empty says that it is not set, whatever less important places say
 * @param origin where
 */
record Given(String value, Origin origin) {}
