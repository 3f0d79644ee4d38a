@NullMarked
package dev.mailworker.aws.notification;

import org.jspecify.annotations.NullMarked;
