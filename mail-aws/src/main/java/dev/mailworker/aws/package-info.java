/**
 * A site on Amazon Web Services. {@link dev.mailworker.aws.AwsSite} opens it; nothing of the AWS SDK shows in this package.
 *
 * <p>The adapters in the packages below can be used by themselves, by who has clients of the SDK already.
 */
@NullMarked
package dev.mailworker.aws;

import org.jspecify.annotations.NullMarked;
