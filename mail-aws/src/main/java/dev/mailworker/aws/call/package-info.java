/** What calls to any AWS service have in common. */
@NullMarked
package dev.mailworker.aws.call;

import org.jspecify.annotations.NullMarked;
