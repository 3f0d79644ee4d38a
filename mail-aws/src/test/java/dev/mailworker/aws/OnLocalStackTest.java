package dev.mailworker.aws;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The very same tests, on LocalStack, where there is Docker. */
@EnabledIf(value = "dev.mailworker.aws.LocalStack#isThere", disabledReason = LocalStack.NOT_THERE)
class OnLocalStackTest {
    @Nested
    class WholeWorker extends WholeWorkerTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class TwoWorkers extends TwoWorkersTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }
}
