package dev.mailworker.aws.s3;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalStack;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The very same tests, on LocalStack, where there is Docker. */
@EnabledIf(value = "dev.mailworker.aws.LocalStack#isThere", disabledReason = LocalStack.NOT_THERE)
class OnLocalStackTest {
    @Nested
    class Mails extends S3BlobsTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class Progress extends S3ProgressTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class Audits extends AuditObjectsTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }
}
