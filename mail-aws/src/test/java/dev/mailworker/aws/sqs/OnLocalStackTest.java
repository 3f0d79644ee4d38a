package dev.mailworker.aws.sqs;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalStack;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The very same tests, on LocalStack, where there is Docker. */
@EnabledIf(value = "dev.mailworker.aws.LocalStack#isThere", disabledReason = LocalStack.NOT_THERE)
class OnLocalStackTest {
    @Nested
    class OnSqs extends SqsSourceTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }
}
