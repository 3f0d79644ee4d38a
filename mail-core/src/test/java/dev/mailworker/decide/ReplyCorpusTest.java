package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of the writers of real mails gets an out-of-office reply. The mails are in the folder {@code MAILWORKER_CORPUS}. */
class ReplyCorpusTest {
    private static final Pattern NOBODY = Pattern.compile("(?i)no-?reply|not-reply|daemon|bounce|postmaster");

    /** A sample of what is no bounce: spam, which a person could have written for all that its header says. */
    private static final String JUNK = "rjbs-Mail-DeliveryStatus-BounceParser__spam-bogus-email-in-report.msg.eml";

    /** Even if they came from the address in their From, to a mailbox that they name. */
    @ParameterizedTest
    @ValueSource(strings = {"auto-reply", "list", "bounce-other", "bounce-ses"})
    void noBounceAndNoMailOfAMachineOrAListIsAnswered(String kind) throws IOException {
        List<String> answered = new ArrayList<>();
        List<Path> mails = mails(kind);
        for (Path file : mails) {
            String name = file.getFileName().toString();
            if (!name.equals(JUNK) && isAnswered(ruling(file))) {
                answered.add(name);
            }
        }
        assertThat(mails).isNotEmpty();
        assertThat(answered).isEmpty();
    }

    /** But those from addresses that say of themselves that nobody reads them, and samples of junk. */
    @Test
    void everyMailOfAPersonIsAnswered() throws IOException {
        List<String> unanswered = new ArrayList<>();
        int people = 0;
        for (Path file : mails("ordinary")) {
            Mail mail = mail(file);
            if (isOfAPerson(mail)) {
                people++;
                Ruling ruling = ruling(file);
                if (!isAnswered(ruling)) {
                    unanswered.add(file.getFileName() + ": " + ruling.because());
                }
            }
        }
        assertThat(people).isGreaterThan(100);
        assertThat(unanswered).isEmpty();
    }

    private static boolean isOfAPerson(Mail mail) {
        Headers headers = mail.headers();
        boolean isPerson = mail.envelope().sender().address().isPresent()
                && Stream.concat(Stream.of(mail.envelope().sender().toString()), headers.addresses("From").stream())
                        .noneMatch(address -> NOBODY.matcher(address).find());
        EmailAddress mailbox = mail.envelope().recipients().get(0);
        boolean isToAnother = !mailbox.equals(nobody())
                && !ReversePath.of(mailbox).equals(mail.envelope().sender());
        return isPerson
                && isToAnother
                && !headers.first("Precedence").filter("junk"::equals).isPresent();
    }

    private static boolean isAnswered(Ruling ruling) {
        return ruling.effect() instanceof Effect.Send;
    }

    private static Ruling ruling(Path file) throws IOException {
        Mail mail = mail(file);
        EmailAddress mailbox = mail.envelope().recipients().get(0);
        Facts facts = Facts.at(Instant.EPOCH)
                .withManagedDomains(Set.of(mailbox.domain()))
                .withRules(Map.of(mailbox, new MailboxRules(new OutOfOffice(true, "I am away.", false), List.of())));
        return new Decider(Decider.standardRules("site", VerdictPolicies.PASS_ALL))
                .decide(mail, facts).trace(mailbox).stream()
                        .filter(ruling -> ruling.rule().equals(AutoReplyRule.NAME))
                        .findFirst()
                        .orElseThrow();
    }

    private static Mail mail(Path file) throws IOException {
        RawMail raw = RawMail.of(file);
        Headers headers = HeaderReader.read(raw);
        boolean isNull = headers.first("Return-Path").filter("<>"::equals).isPresent();
        ReversePath sender = Stream.of("Return-Path", "From", "Sender")
                .filter(name -> !isNull)
                .flatMap(name -> headers.addresses(name).stream())
                .flatMap(text -> EmailAddress.parse(text).stream())
                .findFirst()
                .map(ReversePath::of)
                .orElse(ReversePath.NULL);
        EmailAddress mailbox = Stream.of("To", "Cc")
                .flatMap(name -> headers.addresses(name).stream())
                .flatMap(text -> EmailAddress.parse(text).stream())
                .findFirst()
                .orElse(nobody());
        Envelope envelope = Envelope.of(sender, List.of(mailbox));
        return new Mail(new BlobRef("corpus", file.getFileName().toString()), envelope, Verdicts.NONE, headers, raw);
    }

    private static EmailAddress nobody() {
        return EmailAddress.of("nobody@example.com");
    }

    private static List<Path> mails(String kind) throws IOException {
        Optional<Path> folder = Optional.ofNullable(System.getenv("MAILWORKER_CORPUS"))
                .map(corpus -> Path.of(corpus, kind))
                .filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), "MAILWORKER_CORPUS names no folder with " + kind + "/");
        try (Stream<Path> files = Files.list(folder.orElseThrow())) {
            return files.sorted().toList();
        }
    }
}
