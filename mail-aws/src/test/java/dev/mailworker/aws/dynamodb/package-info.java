@NullMarked
package dev.mailworker.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
