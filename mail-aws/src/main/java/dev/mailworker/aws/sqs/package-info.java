/** The message source on Amazon SQS. */
@NullMarked
package dev.mailworker.aws.sqs;

import org.jspecify.annotations.NullMarked;
