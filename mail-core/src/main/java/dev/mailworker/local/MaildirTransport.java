package dev.mailworker.local;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Delivers into Maildirs: {@code <folder>/<domain>/<local part>/new/}, the local part in lower case. The mailbox's folder
 * must be there: whoever has none has no mailbox. Each recipient gets a file of its own; the octets are those of the
 * mail, line ends too. A mail that is delivered again, as after a crash, makes no second file as long as the first is
 * in {@code new/} or {@code cur/}; another mail of the same name does. Thread-safe, across processes.
 */
public final class MaildirTransport implements Transport {
    private final Path folder;
    private final SeenMails seenMails = new SeenMails();

    /**
     * Delivers below a folder.
     *
     * @param folder has a folder for each domain, with a folder for each mailbox. While it isn't there, everything is
     *     deferred: a disk that isn't mounted refuses nobody
     */
    public MaildirTransport(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        for (EmailAddress recipient : mail.recipients()) {
            results.put(recipient, deliver(mail, recipient));
        }
        return results;
    }

    private DeliveryResult deliver(Outgoing mail, EmailAddress recipient) {
        if (!Files.isDirectory(folder)) {
            return DeliveryResult.deferred(
                    Cause.PEER_UNHEALTHY, Printable.of("450 4.3.0 " + folder + " is not there: make or mount it"));
        }
        Optional<Path> mailbox = mailbox(recipient);
        if (mailbox.isEmpty() || Files.notExists(mailbox.get())) {
            return noMailbox(recipient, mailbox);
        }
        if (!Files.isDirectory(mailbox.get())) {
            return temporary(mailbox.get() + " is no folder that can be opened");
        }
        try {
            return new Maildir(mailbox.get(), seenMails).deliver(name(mail, recipient), mail.content());
        } catch (IOException e) {
            return temporary(FileTrouble.words(e));
        } catch (RuntimeException e) {
            return temporary(e.toString());
        }
    }

    /** The folder, if the name stays one folder below the domain's. */
    private Optional<Path> mailbox(EmailAddress recipient) {
        String local = recipient.localPart().toLowerCase(Locale.ROOT);
        boolean longerThanNames = local.getBytes(StandardCharsets.UTF_8).length > 255;
        if (longerThanNames || !FileNames.isPlain(local) || !FileNames.isDomain(recipient.domain())) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(recipient.domain()).resolve(local));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static DeliveryResult noMailbox(EmailAddress recipient, Optional<Path> mailbox) {
        String where = mailbox.map(path -> ": " + path + " is not there").orElse("");
        return DeliveryResult.rejected(
                Cause.INVALID_INBOX, Printable.of("550 5.1.1 no mailbox for " + recipient + where));
    }

    private static DeliveryResult temporary(String why) {
        return DeliveryResult.deferred(Cause.TEMPORARY, Printable.of("451 4.3.0 " + why, 500));
    }

    private static String name(Outgoing mail, EmailAddress recipient) {
        return FileNames.hash(mail.id(), recipient.key()) + ".mailworker";
    }
}
