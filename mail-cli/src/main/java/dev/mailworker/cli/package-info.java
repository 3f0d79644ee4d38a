/** The command line. */
@NullMarked
package dev.mailworker.cli;

import org.jspecify.annotations.NullMarked;
