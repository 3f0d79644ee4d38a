@NullMarked
package dev.mailworker.aws.ses;

import org.jspecify.annotations.NullMarked;
