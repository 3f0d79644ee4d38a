package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Transport} does. */
public interface TransportContract {
    /** {@return the transport} */
    Transport testee();

    /**
     * {@return addresses that accept mail, each another; the same ones every time, and more for a higher count}
     *
     * @param count how many
     */
    List<EmailAddress> accepting(int count);

    /** {@return an address whose mailbox doesn't exist, and of which the peer says so} */
    default Optional<EmailAddress> invalidInbox() {
        return Optional.empty();
    }

    /** {@return an address at which the peer can't take mail now} */
    default Optional<EmailAddress> deferring() {
        return Optional.empty();
    }

    /** {@return a transport to a peer that isn't there} */
    default Optional<Transport> unreachable() {
        return Optional.empty();
    }

    /** {@return whether the peer sees the envelope sender that the worker gives} */
    default boolean passesSender() {
        return true;
    }

    /**
     * {@return the mails that came to an address, in any order, as ISO-8859-1, with any line ends, without fields that the
     * peer put on top}
     *
     * @param recipient who
     */
    List<String> received(EmailAddress recipient);

    @Test
    default void delivers() {
        EmailAddress bob = accepting(1).get(0);

        Map<EmailAddress, DeliveryResult> results = send("Subject: hello\r\n\r\nbody\r\n", bob);

        assertThat(result(results, bob).kind()).isEqualTo(Kind.DELIVERED);
        assertThat(result(results, bob).reply()).doesNotContain("\r", "\n");
        assertThat(receivedLines(bob)).containsExactly("Subject: hello\n\nbody\n");
    }

    @Test
    default void deliversToEverybody() {
        List<EmailAddress> all = accepting(20);

        Map<EmailAddress, DeliveryResult> results =
                send("Subject: many\r\n\r\nbody\r\n", all.toArray(EmailAddress[]::new));

        assertThat(results).containsOnlyKeys(all);
        assertThat(results.values()).allMatch(result -> result.kind() == Kind.DELIVERED);
        assertThat(all).allSatisfy(each -> assertThat(received(each)).hasSize(1));
    }

    @Test
    default void deliversFromTheNullSender() {
        assumeTrue(passesSender(), "this way doesn't take the null sender");
        EmailAddress bob = accepting(1).get(0);

        Map<EmailAddress, DeliveryResult> results = testee().send(new Outgoing(
                newId(),
                ReversePath.NULL,
                List.of(bob),
                new Content.Received(raw("\r\nbounce\r\n"), HeaderEdits.NONE)));

        assertThat(result(results, bob).kind()).isEqualTo(Kind.DELIVERED);
    }

    @Test
    default void deliversAChangedHeaderAndAComposedMail() {
        EmailAddress bob = accepting(1).get(0);
        HeaderEdits edits = HeaderEdits.set(new HeaderField("X-SES-Spam-Verdict", "PASS"));

        testee().send(outgoing(
                new Content.Received(raw("x-ses-spam-verdict: no\r\nSubject: a\r\n\r\nb\r\n"), edits), bob));
        testee().send(outgoing(new Content.Composed(octets("Subject: c\r\n\r\nd\r\n")), bob));

        assertThat(receivedLines(bob))
                .containsExactlyInAnyOrder("X-SES-Spam-Verdict: PASS\nSubject: a\n\nb\n", "Subject: c\n\nd\n");
    }

    @Test
    default void takesARepeatForDelivered() {
        EmailAddress bob = accepting(1).get(0);
        Outgoing mail = outgoing(new Content.Composed(octets("Subject: a\r\n\r\nb\r\n")), bob);

        assertThat(result(testee().send(mail), bob).kind()).isEqualTo(Kind.DELIVERED);
        assertThat(result(testee().send(mail), bob).kind()).isEqualTo(Kind.DELIVERED);

        assertThat(receivedLines(bob)).isNotEmpty().hasSizeLessThanOrEqualTo(2).containsOnly("Subject: a\n\nb\n");
    }

    @Test
    default void deliversNothingOfAMailThatCannotBeRead(@TempDir Path folder) throws IOException {
        EmailAddress bob = accepting(1).get(0);
        Path file = Files.write(folder.resolve("mail"), octets("Subject: a\r\n\r\nb\r\n"));
        Outgoing mail = outgoing(new Content.Received(RawMail.of(file), HeaderEdits.NONE), bob);
        Files.delete(file);

        try {
            assertThat(result(testee().send(mail), bob).isFinal()).isFalse();
        } catch (RuntimeException allowed) {
            // Everybody counts as deferred then.
            assertThat(allowed).isNotNull();
        }

        assertThat(received(bob)).isEmpty();
    }

    @Test
    default void changesNothingButLineEnds() {
        EmailAddress bob = accepting(1).get(0);
        String text = "Subject: odd\r\n folded\r\nX-Bits: \u00e9\u00ff\r\n\r\n..\r\n.dot\r\n  spaces  \r\n"
                + "From here\r\n" + "long ".repeat(150) + "\r\n\r\n\r\n";

        send(text, bob);

        assertThat(receivedLines(bob)).containsExactly(text.replace("\r\n", "\n"));
    }

    @Test
    default void smugglesNothing() {
        EmailAddress bob = accepting(1).get(0);
        EmailAddress eve = accepting(2).get(1);
        List<String> ends = List.of("\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\n.\r");

        for (String end : ends) {
            String rest =
                    "MAIL FROM:<ann@example.net>\r\nRCPT TO:<" + eve + ">\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n";
            Map<EmailAddress, DeliveryResult> results = send("Subject: a\r\n\r\nbody" + end + rest, bob);
            assertThat(result(results, bob).kind()).isEqualTo(Kind.DELIVERED);
        }

        assertThat(received(bob)).hasSize(ends.size()).allMatch(mail -> mail.contains("smuggled"));
        assertThat(received(eve)).isEmpty();
    }

    @Test
    default void saysOfEachRecipientWhatCameOfIt() {
        assumeTrue(invalidInbox().isPresent() || deferring().isPresent(), "this peer accepts everybody");
        EmailAddress bob = accepting(1).get(0);
        List<EmailAddress> all = Stream.of(invalidInbox(), Optional.of(bob), deferring())
                .flatMap(Optional::stream)
                .toList();

        Map<EmailAddress, DeliveryResult> results =
                send("Subject: mixed\r\n\r\nbody\r\n", all.toArray(EmailAddress[]::new));

        assertThat(result(results, bob).kind()).isEqualTo(Kind.DELIVERED);
        assertThat(received(bob)).hasSize(1);
        invalidInbox().ifPresent(who -> {
            assertThat(result(results, who).kind()).isEqualTo(Kind.REJECTED);
            assertThat(result(results, who).cause()).isEqualTo(Cause.INVALID_INBOX);
            assertThat(result(results, who).reply()).isNotBlank();
            assertThat(received(who)).isEmpty();
        });
        deferring().ifPresent(who -> {
            assertThat(result(results, who).kind()).isEqualTo(Kind.DEFERRED);
            assertThat(received(who)).isEmpty();
        });
    }

    @Test
    default void saysWhatCameOfTheOnlyRecipient() {
        assumeTrue(invalidInbox().isPresent(), "this peer accepts everybody");
        EmailAddress nobody = invalidInbox().orElseThrow();

        DeliveryResult result = result(send("Subject: alone\r\n\r\nbody\r\n", nobody), nobody);

        assertThat(result.kind()).isEqualTo(Kind.REJECTED);
        assertThat(result.cause()).isEqualTo(Cause.INVALID_INBOX);
    }

    @Test
    default void defersEverybodyWhenThePeerIsNotThere() {
        Optional<Transport> unreachable = unreachable();
        assumeTrue(unreachable.isPresent(), "this peer is always there");
        List<EmailAddress> all = accepting(3);

        Map<EmailAddress, DeliveryResult> results = unreachable
                .orElseThrow()
                .send(outgoing(
                        new Content.Composed(octets("Subject: a\r\n\r\nb\r\n")), all.toArray(EmailAddress[]::new)));

        assertThat(results).containsOnlyKeys(all);
        assertThat(results.values()).allMatch(result -> result.kind() == Kind.DEFERRED);
        assertThat(results.values()).allMatch(result -> !result.reply().isBlank());
    }

    @Test
    default void sendsFromSeveralThreads() throws Exception {
        EmailAddress bob = accepting(1).get(0);
        AtomicInteger count = new AtomicInteger();

        List<DeliveryResult> results = Racers.race(8, i -> {
            String mail = "Subject: mail " + count.incrementAndGet() + "\r\n\r\nbody\r\n";
            return result(send(mail, bob), bob);
        });

        assertThat(results).allMatch(result -> result.kind() == Kind.DELIVERED);
        assertThat(received(bob)).hasSize(8).doesNotHaveDuplicates();
    }

    private Map<EmailAddress, DeliveryResult> send(String text, EmailAddress... recipients) {
        return testee().send(outgoing(new Content.Received(raw(text), HeaderEdits.NONE), recipients));
    }

    private static DeliveryResult result(Map<EmailAddress, DeliveryResult> results, EmailAddress recipient) {
        assertThat(results).containsKey(recipient);
        return Objects.requireNonNull(results.get(recipient));
    }

    private List<String> receivedLines(EmailAddress recipient) {
        return received(recipient).stream()
                .map(mail -> mail.replaceAll("\r\n?", "\n"))
                .toList();
    }

    private static Outgoing outgoing(Content content, EmailAddress... recipients) {
        return new Outgoing(newId(), ReversePath.parse("ann@example.net"), List.of(recipients), content);
    }

    /** A transport may take a second mail with the same name for a repeat. */
    private static String newId() {
        return "mail-" + UUID.randomUUID();
    }

    private static RawMail raw(String text) {
        return RawMail.of(octets(text));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
