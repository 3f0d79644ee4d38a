/**
 * One mail, start to end: fetch, look up, decide, perform, record. What is read stands left of deciding, what acts right of
 * it; {@link dev.mailworker.pipeline.MailPipeline} is the path itself.
 */
@NullMarked
package dev.mailworker.pipeline;

import org.jspecify.annotations.NullMarked;
