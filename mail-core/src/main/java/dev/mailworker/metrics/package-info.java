/**
 * Watches a worker, its mail servers and its services with Micrometer, in any registry. It alone knows Micrometer,
 * which a program that wants this has to bring along.
 */
@NullMarked
package dev.mailworker.metrics;

import org.jspecify.annotations.NullMarked;
