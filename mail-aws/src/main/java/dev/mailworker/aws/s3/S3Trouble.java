package dev.mailworker.aws.s3;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;

/** Errors of S3 as the ports report them, with what an operator can do. */
final class S3Trouble {
    private S3Trouble() {}

    /**
     * {@return a failure of a request about one object}
     *
     * @param action what failed and where, in words that follow "can't"
     * @param failure what the SDK threw
     */
    static PortException of(String action, RuntimeException failure) {
        String message = "can't " + action + ": " + AwsTrouble.words(failure);
        return switch (AwsTrouble.code(failure)) {
            case "NoSuchBucket" ->
                // Not NOT_FOUND: the mails are not gone, somebody named the bucket wrong.
                new PortException(Kind.DENIED, message + "; mend the bucket's name or make the bucket", failure);
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                new PortException(
                        Kind.DENIED,
                        message + "; the bucket is in another region: set the region of its domain",
                        failure);
            case "InvalidObjectState" ->
                new PortException(Kind.UNREADABLE, message + "; the object is archived: restore it first", failure);
            default -> new PortException(AwsTrouble.kind(failure), message + remedy(failure), failure);
        };
    }

    private static String remedy(RuntimeException failure) {
        return AwsTrouble.kind(failure) == Kind.DENIED
                ? "; S3 says so of a missing object too, unless s3:ListBucket is allowed on the bucket"
                : "";
    }

    /** {@return whether S3 says that the object isn't there; HEAD gives no code} */
    static boolean isMissing(RuntimeException failure) {
        return AwsTrouble.kind(failure) == Kind.NOT_FOUND
                && !AwsTrouble.code(failure).equals("NoSuchBucket");
    }
}
