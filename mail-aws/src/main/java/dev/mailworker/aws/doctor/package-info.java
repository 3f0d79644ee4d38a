/** Looks at a site's set-up on AWS, changes nothing, and says what doesn't hold and how to mend it. */
@NullMarked
package dev.mailworker.aws.doctor;

import org.jspecify.annotations.NullMarked;
