package dev.mailworker.aws.doctor;

import java.util.List;

/** Looks at one thing. Blocks, for as long as the clients that it uses wait for answers. */
public interface Examination {
    /** {@return what it looks at, for when it doesn't come to an end} */
    String subject();

    /** {@return what was found, at least one finding; trouble is a finding too} */
    List<Finding> examine();
}
