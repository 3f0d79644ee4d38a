package dev.mailworker.aws.dynamodb;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.RuleStoreContract;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoRulesTest extends TablesRig implements RuleStoreContract {
    @Override
    public RuleStore testee() {
        return tables;
    }

    @Override
    public void put(EmailAddress mailbox, MailboxRules rules) {
        dynamo.put(
                names.rules(),
                Map.of(
                        Answers.KEY,
                        text(mailbox.key()),
                        "ooo_active",
                        AttributeValue.fromBool(rules.outOfOffice().active()),
                        "ooo_message",
                        text(rules.outOfOffice().message()),
                        "ooo_content_type",
                        text(rules.outOfOffice().html() ? "html" : "text"),
                        "forwards",
                        texts(rules.forwards()),
                        "unknown",
                        AttributeValue.fromN("7")));
    }

    @Override
    public boolean breakTable() {
        dynamo.dropTable(names.rules());
        return true;
    }
}
