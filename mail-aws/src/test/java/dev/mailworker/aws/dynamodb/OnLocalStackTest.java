package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalStack;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The very same tests, on LocalStack, where there is Docker. */
@EnabledIf(value = "dev.mailworker.aws.LocalStack#isThere", disabledReason = LocalStack.NOT_THERE)
class OnLocalStackTest {
    @Nested
    class Blocklist extends DynamoBlocklistTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class Editor extends DynamoBlocklistEditorTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class Replies extends DynamoReplyLedgerTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class Rules extends DynamoRulesTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }

    @Nested
    class SentMails extends DynamoSentMailTest {
        @Override
        Emulators emulators() {
            return LocalStack.SHARED;
        }
    }
}
