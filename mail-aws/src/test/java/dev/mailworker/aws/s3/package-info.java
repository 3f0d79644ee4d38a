@NullMarked
package dev.mailworker.aws.s3;

import org.jspecify.annotations.NullMarked;
