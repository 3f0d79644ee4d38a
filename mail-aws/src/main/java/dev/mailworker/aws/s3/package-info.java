/** Mails, audits and progress on Amazon S3. */
@NullMarked
package dev.mailworker.aws.s3;

import org.jspecify.annotations.NullMarked;
