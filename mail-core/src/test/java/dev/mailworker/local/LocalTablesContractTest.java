package dev.mailworker.local;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.SentMail;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistEditorContract;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.BlocklistStoreContract;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStoreContract;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.ReplyLedgerContract;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.RuleStoreContract;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.SentMailStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What a local site looks up and remembers keeps the ports' contracts. */
class LocalTablesContractTest {
    @TempDir
    Path folder;

    private LocalSite site;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Files.createDirectories(folder.resolve("tables"));
        site = LocalSite.open(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** A table's file, as the export of DynamoDB has it. */
    private final class Table {
        private final String name;
        private final List<JsonValue> items = new ArrayList<>();

        Table(String name) {
            this.name = name;
        }

        Path file() {
            return folder.resolve("tables").resolve(name + ".json");
        }

        void put(JsonFields item) {
            items.add(item.build());
            write(Json.file(new JsonFields()
                    .with("Items", JsonValue.list(items))
                    .with("Count", items.size())
                    .with("ScannedCount", items.size())
                    .with("ConsumedCapacity", JsonValue.NULL)
                    .build()));
        }

        boolean breakIt() {
            write(new byte[] {'{'});
            return true;
        }

        private void write(byte[] content) {
            try {
                Files.write(file(), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static JsonFields mailbox(EmailAddress mailbox) {
        return new JsonFields().with("email_address", string(mailbox.key()));
    }

    private static JsonValue string(String text) {
        return new JsonFields().with("S", text).build();
    }

    private static JsonValue strings(List<String> texts) {
        List<JsonValue> elements =
                texts.stream().map(LocalTablesContractTest::string).toList();
        return new JsonFields().with("L", JsonValue.list(elements)).build();
    }

    @Nested
    class Blocklist implements BlocklistStoreContract {
        private final Table table = new Table("email-blocked-senders");

        @Override
        public BlocklistStore testee() {
            return site.blocklist();
        }

        @Override
        public void block(EmailAddress mailbox, List<String> patterns) {
            table.put(mailbox(mailbox).with("blocked_patterns", strings(patterns)));
        }

        @Override
        public boolean breakTable() {
            return table.breakIt();
        }
    }

    @Nested
    class Editor implements BlocklistEditorContract {
        private final Table table = new Table("email-blocked-senders");

        @Override
        public BlocklistEditor testee() {
            return site.blocklist();
        }

        @Override
        public boolean putForeignAttribute(EmailAddress mailbox) {
            table.put(mailbox(mailbox).with("note", string("call him")));
            return true;
        }

        @Override
        public boolean hasForeignAttribute(EmailAddress mailbox) {
            try {
                return Json.read(table.file()).get("Items").asList().stream()
                        .filter(item -> item.get("email_address").equals(string(mailbox.key())))
                        .anyMatch(item -> item.get("note").equals(string("call him")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class Rules implements RuleStoreContract {
        private final Table table = new Table("email-rules");

        @Override
        public RuleStore testee() {
            return site.rules();
        }

        @Override
        public void put(EmailAddress mailbox, MailboxRules rules) {
            MailboxRules.OutOfOffice outOfOffice = rules.outOfOffice();
            JsonFields item = mailbox(mailbox)
                    .with("ooo_active", bool(outOfOffice.active()))
                    .with("ooo_message", string(outOfOffice.message()))
                    .with("ooo_content_type", string(outOfOffice.html() ? "html" : "text"))
                    .with("ooo_subject", string(outOfOffice.subject()))
                    .with("ooo_aliases", strings(outOfOffice.aliases()))
                    .with("forwards", strings(rules.forwards()))
                    .with("forward_keep", bool(rules.keepsCopy()));
            outOfOffice.beginning().ifPresent(time -> item.with("ooo_from", string(time.toString())));
            outOfOffice.end().ifPresent(time -> item.with("ooo_until", string(time.toString())));
            if (outOfOffice.days() != MailboxRules.OutOfOffice.SITE_DAYS) {
                item.with("ooo_days", string(Integer.toString(outOfOffice.days())));
            }
            table.put(item);
        }

        private static JsonValue bool(boolean value) {
            return new JsonFields().with("BOOL", value).build();
        }

        @Override
        public boolean breakTable() {
            return table.breakIt();
        }
    }

    @Nested
    class Sent implements SentMailStoreContract {
        private final Table table = new Table("ses-outbound-messages");

        @Override
        public SentMailStore testee() {
            return site.sentMail();
        }

        @Override
        public void put(SentMail sent) {
            JsonFields item = new JsonFields().with("MessageId", string(sent.messageId()));
            if (!sent.source().isEmpty()) {
                item.with("source", string(sent.source()));
            }
            if (!sent.recipients().isEmpty()) {
                item.with("recipients", strings(sent.recipients()));
            }
            if (!sent.bounceType().isEmpty()) {
                item.with("bounceType", string(sent.bounceType())).with("bounceSubType", string(sent.bounceSubType()));
            }
            sent.sentAt().ifPresent(time -> item.with("timestamp", string(time.toString())));
            table.put(item);
        }

        @Override
        public boolean breakTable() {
            return table.breakIt();
        }
    }

    @Nested
    class Replies implements ReplyLedgerContract {
        @Override
        public ReplyLedger testee() {
            return site.replies();
        }
    }

    @Nested
    class ProgressInFiles implements ProgressStoreContract {
        @Override
        public ProgressStore testee() {
            return site.progress();
        }

        @Override
        public BlobRef mail() {
            return new BlobRef("example.com", "mail-1");
        }
    }
}
