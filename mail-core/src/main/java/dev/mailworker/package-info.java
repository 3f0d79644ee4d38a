/**
 * What an embedder touches: {@link dev.mailworker.MailWorker} and its builder, {@link dev.mailworker.WorkerConfig}, and
 * {@link dev.mailworker.WorkerListener} to watch.
 */
@NullMarked
package dev.mailworker;

import org.jspecify.annotations.NullMarked;
