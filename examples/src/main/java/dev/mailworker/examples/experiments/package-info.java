/** Programs that measure, started by the scripts in {@code examples/experiments}. */
@NullMarked
package dev.mailworker.examples.experiments;

import org.jspecify.annotations.NullMarked;
