/** One small program for each way of using the library. */
@NullMarked
package dev.mailworker.examples;

import org.jspecify.annotations.NullMarked;
