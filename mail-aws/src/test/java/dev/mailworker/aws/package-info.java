@NullMarked
package dev.mailworker.aws;

import org.jspecify.annotations.NullMarked;
