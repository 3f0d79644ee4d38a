@NullMarked
package dev.mailworker.aws.sqs;

import org.jspecify.annotations.NullMarked;
