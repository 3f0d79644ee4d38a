/** Blocklists, rules, sent mail and given replies on Amazon DynamoDB. */
@NullMarked
package dev.mailworker.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
