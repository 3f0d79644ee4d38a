/**
 * What becomes of a mail, decided purely: everything needed is looked up before and handed in, every decision carries its
 * reason, and nothing here does I/O, reads a clock or logs. {@link dev.mailworker.decide.Rule} is the part to implement.
 */
@NullMarked
package dev.mailworker.decide;

import org.jspecify.annotations.NullMarked;
