@NullMarked
package dev.mailworker.aws.doctor;

import org.jspecify.annotations.NullMarked;
