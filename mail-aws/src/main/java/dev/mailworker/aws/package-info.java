/** Assembly of the AWS adapters. */
@NullMarked
package dev.mailworker.aws;

import org.jspecify.annotations.NullMarked;
