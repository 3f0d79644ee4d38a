package dev.mailworker.testing;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.SentMail;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistEditorContract;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.BlocklistStoreContract;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStoreContract;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.ReplyLedgerContract;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.RuleStoreContract;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.SentMailStoreContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** What is looked up and remembered in memory keeps the ports' contracts. */
class MemoryTablesTest {
    private static PortException broken() {
        return new PortException(PortException.Kind.DENIED, "AccessDenied");
    }

    @Nested
    class Blocklist implements BlocklistStoreContract {
        private final MemoryBlocklist blocklist = new MemoryBlocklist();

        @Override
        public BlocklistStore testee() {
            return blocklist;
        }

        @Override
        public void block(EmailAddress mailbox, List<String> patterns) {
            blocklist.block(mailbox.toString(), patterns.toArray(String[]::new));
        }

        @Override
        public boolean breakTable() {
            blocklist.calls().failAlways("patterns", broken());
            return true;
        }
    }

    @Nested
    class Editor implements BlocklistEditorContract {
        private final MemoryBlocklist blocklist = new MemoryBlocklist();

        @Override
        public BlocklistEditor testee() {
            return blocklist;
        }
    }

    @Nested
    class Rules implements RuleStoreContract {
        private final MemoryRules rules = new MemoryRules();

        @Override
        public RuleStore testee() {
            return rules;
        }

        @Override
        public void put(EmailAddress mailbox, MailboxRules its) {
            rules.put(mailbox.toString(), its);
        }

        @Override
        public boolean breakTable() {
            rules.calls().failAlways("rules", broken());
            return true;
        }
    }

    @Nested
    class Sent implements SentMailStoreContract {
        private final MemorySentMail sentMail = new MemorySentMail();

        @Override
        public SentMailStore testee() {
            return sentMail;
        }

        @Override
        public void put(SentMail sent) {
            sentMail.put(sent);
        }

        @Override
        public boolean breakTable() {
            sentMail.calls().failAlways("find", broken());
            return true;
        }
    }

    @Nested
    class Replies implements ReplyLedgerContract {
        private final MemoryReplyLedger ledger = new MemoryReplyLedger();

        @Override
        public ReplyLedger testee() {
            return ledger;
        }
    }

    @Nested
    class ProgressInMemory implements ProgressStoreContract {
        private final MemoryProgressStore store = new MemoryProgressStore();

        @Override
        public ProgressStore testee() {
            return store;
        }

        @Override
        public BlobRef mail() {
            return new BlobRef("example-com-emails", "mail-1");
        }
    }
}
