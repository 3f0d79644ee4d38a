/** The way out by Amazon SES. */
@NullMarked
package dev.mailworker.aws.ses;

import org.jspecify.annotations.NullMarked;
