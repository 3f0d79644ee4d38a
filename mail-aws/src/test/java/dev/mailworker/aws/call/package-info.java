@NullMarked
package dev.mailworker.aws.call;

import org.jspecify.annotations.NullMarked;
