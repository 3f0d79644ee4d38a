/** Services that exist only in this process, for a worker that is to show its whole way once without doing anything. */
@NullMarked
package dev.mailworker.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
