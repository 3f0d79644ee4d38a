/** Reads what the queue's messages say about mails: purely, without any service. */
@NullMarked
package dev.mailworker.aws.notification;

import org.jspecify.annotations.NullMarked;
