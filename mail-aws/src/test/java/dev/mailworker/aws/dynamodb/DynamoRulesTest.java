package dev.mailworker.aws.dynamodb;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.RuleStoreContract;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoRulesTest extends TablesRig implements RuleStoreContract {
    @Override
    public RuleStore testee() {
        return tables;
    }

    @Override
    public void put(EmailAddress mailbox, MailboxRules rules) {
        MailboxRules.OutOfOffice outOfOffice = rules.outOfOffice();
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(Answers.KEY, text(mailbox.key()));
        item.put("ooo_active", AttributeValue.fromBool(outOfOffice.active()));
        item.put("ooo_message", text(outOfOffice.message()));
        item.put("ooo_content_type", text(outOfOffice.html() ? "html" : "text"));
        item.put("ooo_subject", text(outOfOffice.subject()));
        item.put("ooo_aliases", texts(outOfOffice.aliases()));
        outOfOffice.beginning().ifPresent(time -> item.put("ooo_from", text(time.toString())));
        outOfOffice.end().ifPresent(time -> item.put("ooo_until", text(time.toString())));
        if (outOfOffice.days() != MailboxRules.OutOfOffice.SITE_DAYS) {
            item.put("ooo_days", AttributeValue.fromN(Integer.toString(outOfOffice.days())));
        }
        item.put("forwards", texts(rules.forwards()));
        item.put("forward_keep", AttributeValue.fromBool(rules.keepsCopy()));
        item.put("unknown", AttributeValue.fromN("7"));
        dynamo.put(names.rules(), item);
    }

    @Override
    public boolean breakTable() {
        dynamo.dropTable(names.rules());
        return true;
    }
}
