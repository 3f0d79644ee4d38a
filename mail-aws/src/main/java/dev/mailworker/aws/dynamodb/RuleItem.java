package dev.mailworker.aws.dynamodb;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;

/** Reads items of the rules table. */
final class RuleItem {
    private RuleItem() {}

    static MailboxRules rules(Item item) {
        return new MailboxRules(
                new OutOfOffice(
                        item.bool("ooo_active").orElse(false),
                        item.string("ooo_message").orElse(""),
                        isHtml(item)),
                item.strings("forwards"));
    }

    private static boolean isHtml(Item item) {
        String type = item.string("ooo_content_type").orElse("text");
        if (!type.equalsIgnoreCase("text") && !type.equalsIgnoreCase("html")) {
            item.warn("ooo_content_type is '" + type + "', not text or html, and counts as text");
        }
        return type.equalsIgnoreCase("html");
    }
}
