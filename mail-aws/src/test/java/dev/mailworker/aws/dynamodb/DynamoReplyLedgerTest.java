package dev.mailworker.aws.dynamodb;

import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.ReplyLedgerContract;

/** In the sent-mail table, beside other items. */
class DynamoReplyLedgerTest extends TablesRig implements ReplyLedgerContract {
    @Override
    public ReplyLedger testee() {
        return new DynamoReplyLedger(dynamo.client(), names.messages(), "MessageId");
    }
}
