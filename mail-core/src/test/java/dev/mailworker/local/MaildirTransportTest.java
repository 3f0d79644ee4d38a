package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaildirTransportTest {
    private static final EmailAddress ANN = EmailAddress.of("Ann@x.example");
    private static final byte[] MAIL = "A: b\r\n\nx\r\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    private static final Content CONTENT = new Content.Received(RawMail.of(MAIL), HeaderEdits.NONE);

    @TempDir
    Path folder;

    private Path mail;
    private Path inbox;
    private MaildirTransport transport;

    @BeforeEach
    void makeMailbox() throws IOException {
        mail = folder.resolve("mail");
        inbox = Files.createDirectories(mail.resolve("x.example/ann"));
        transport = new MaildirTransport(mail);
    }

    private DeliveryResult send(String id, ReversePath sender, EmailAddress to) {
        return only(transport.send(new Outgoing(id, sender, List.of(to), CONTENT)));
    }

    private static DeliveryResult only(Map<EmailAddress, DeliveryResult> results) {
        assertThat(results).hasSize(1);
        return results.values().iterator().next();
    }

    private DeliveryResult send(EmailAddress to) {
        return send("m", ReversePath.NULL, to);
    }

    private List<String> in(String part) throws IOException {
        return FileNames.in(inbox.resolve(part));
    }

    @Test
    void deliversOctetForOctet() throws IOException {
        assertThat(send(ANN).kind()).isEqualTo(Kind.DELIVERED);
        assertThat(in("new")).hasSize(1);
        Path file = inbox.resolve("new").resolve(in("new").get(0));
        assertThat(file).hasBinaryContent(MAIL);
        assertThat(Files.getPosixFilePermissions(file))
                .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
        assertThat(in("tmp")).isEmpty();
        assertThat(in("cur")).isEmpty();
    }

    @Test
    void aRepeatMakesNoSecondFile() throws IOException {
        send(ANN);
        assertThat(send(ANN).reply()).contains("already there");
        String name = in("new").get(0);
        for (String seen : List.of(name + ":2,", name + ":2,FS", name)) {
            Files.move(inbox.resolve("new").resolve(name), inbox.resolve("cur").resolve(seen));
            assertThat(send(ANN)).extracting(DeliveryResult::kind).isEqualTo(Kind.DELIVERED);
            assertThat(in("new")).isEmpty();
            Files.move(inbox.resolve("cur").resolve(seen), inbox.resolve("new").resolve(name));
        }
    }

    @Test
    void anotherMailIsAnotherFile() throws IOException {
        send(ANN);
        send("m2", ReversePath.NULL, ANN);
        assertThat(in("new")).hasSize(2);
    }

    @Test
    void anotherMailOfTheSameNameIsAnotherFile() throws IOException {
        Content other = new Content.Received(RawMail.of(new byte[] {'x'}), HeaderEdits.NONE);
        Outgoing later = new Outgoing("m", ReversePath.NULL, List.of(ANN), other);
        send(ANN);
        Path seen = inbox.resolve("cur").resolve(in("new").get(0) + ":2,S");
        Files.move(inbox.resolve("new").resolve(in("new").get(0)), seen);

        assertThat(only(transport.send(later)).reply()).contains("stored as");
        assertThat(only(transport.send(later)).reply()).contains("already there");

        assertThat(in("new")).hasSize(1);
        assertThat(inbox.resolve("new").resolve(in("new").get(0))).hasContent("x");
        assertThat(seen).hasBinaryContent(MAIL);
    }

    @Test
    void manyWorkersMakeOneFile() throws IOException {
        IntStream.range(0, 16).parallel().forEach(i -> assertThat(send(ANN).kind())
                .isEqualTo(Kind.DELIVERED));
        assertThat(in("new")).hasSize(1);
        assertThat(in("tmp")).isEmpty();
    }

    @Test
    void eachRecipientStandsAlone() {
        EmailAddress nobody = EmailAddress.of("nobody@x.example");
        EmailAddress elsewhere = EmailAddress.of("ann@y.example");
        Map<EmailAddress, DeliveryResult> results =
                transport.send(new Outgoing("m", ReversePath.NULL, List.of(nobody, ANN, elsewhere), CONTENT));
        assertThat(Objects.requireNonNull(results.get(ANN)).kind()).isEqualTo(Kind.DELIVERED);
        for (EmailAddress invalid : List.of(nobody, elsewhere)) {
            assertThat(Objects.requireNonNull(results.get(invalid)).kind()).isEqualTo(Kind.REJECTED);
            assertThat(Objects.requireNonNull(results.get(invalid)).cause()).isEqualTo(Cause.INVALID_INBOX);
            assertThat(Objects.requireNonNull(results.get(invalid)).reply())
                    .startsWith("550 5.1.1 no mailbox for " + invalid);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../x.example/ann", "a/b", "/ann", ".ann", "..\\ann", "\"..\"", "[x]"})
    void noLocalPartLeadsOutOfTheFolder(String local) throws IOException {
        Files.createDirectories(mail.resolve("x.example/.ann"));
        Files.createDirectories(mail.resolve("x.example/a/b"));
        DeliveryResult result = send(EmailAddress.of(local + "@x.example"));
        assertThat(result.kind()).isEqualTo(Kind.REJECTED);
        assertThat(result.cause()).isEqualTo(Cause.INVALID_INBOX);
    }

    @Test
    void aLocalPartTooLongForAFileIsNoMailbox() {
        assertThat(send(EmailAddress.of("l".repeat(400) + "@x.example")).cause())
                .isEqualTo(Cause.INVALID_INBOX);
    }

    @Test
    void anErrorDefers() throws IOException {
        Files.createFile(inbox.resolve("new"));
        DeliveryResult result = send(ANN);
        assertThat(result.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(result.cause()).isEqualTo(Cause.TEMPORARY);
        assertThat(result.reply()).startsWith("451 4.3.0 ").contains(inbox.toString());
    }

    @Test
    void aMailThatCannotBeReadDefersAndLeavesNothing() throws IOException {
        Path gone = Files.writeString(folder.resolve("gone"), "x");
        Content content = new Content.Received(RawMail.of(gone), HeaderEdits.NONE);
        Files.delete(gone);
        DeliveryResult result = transport
                .send(new Outgoing("m", ReversePath.NULL, List.of(ANN), content))
                .get(ANN);
        assertThat(result).extracting(DeliveryResult::kind).isEqualTo(Kind.DEFERRED);
        assertThat(in("tmp")).isEmpty();
        assertThat(in("new")).isEmpty();
    }

    @Test
    void aFolderThatIsNotMountedRefusesNobody() {
        DeliveryResult result = new MaildirTransport(folder.resolve("elsewhere"))
                .send(new Outgoing("m", ReversePath.NULL, List.of(ANN), CONTENT))
                .get(ANN);
        assertThat(result).extracting(DeliveryResult::cause).isEqualTo(Cause.PEER_UNHEALTHY);
    }
}
