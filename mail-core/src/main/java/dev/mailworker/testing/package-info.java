/**
 * For tests, of this worker and of programs that embed it: a {@linkplain dev.mailworker.testing.SettableTime time} that
 * moves when the test says so, and for every port an implementation in memory that can be asked what happened to it and
 * told, through its {@link dev.mailworker.testing.Calls}, to fail or to hold. Everything here is thread-safe. Waiting
 * methods end after 30 seconds of real time with an {@link java.lang.IllegalStateException} that says what did not happen.
 */
@NullMarked
package dev.mailworker.testing;

import org.jspecify.annotations.NullMarked;
