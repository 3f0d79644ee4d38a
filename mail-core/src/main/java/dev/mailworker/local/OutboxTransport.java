package dev.mailworker.local;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Printable;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Lays mail for the rest of the world into a folder, for somebody else to send: {@code NAME.eml} with the mail's octets and,
 * before it, {@code NAME.json} with its envelope, in the form that the spool takes. The name comes from what is sent to whom,
 * so that a mail that comes again makes no second file. What Amazon SES would refuse for its size is refused here too, so that
 * a local site shows what becomes of it. Thread-safe, across processes.
 */
public final class OutboxTransport implements Transport {
    /** What SES takes, in octets after base64. */
    private static final long MOST_ENCODED = 40L * 1024 * 1024;

    private static final int LONGEST_NAME = 150;
    private static final int HASH_DIGITS = 8;

    private final Path folder;

    /**
     * Uses a folder.
     *
     * @param folder made when the first mail comes
     */
    public OutboxTransport(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        DeliveryResult result = laid(mail);
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        for (EmailAddress recipient : mail.recipients()) {
            results.put(recipient, result);
        }
        return results;
    }

    private DeliveryResult laid(Outgoing mail) {
        long size = mail.content().size();
        if ((size + 2) / 3 * 4 > MOST_ENCODED) {
            return DeliveryResult.rejected(
                    Cause.REFUSED,
                    "552 5.3.4 the mail has " + size + " octets, and SES takes 40 MB after base64 encoding");
        }
        try {
            return DeliveryResult.delivered("250 2.0.0 laid into outbox/" + lay(mail));
        } catch (IOException e) {
            return DeliveryResult.deferred(
                    Cause.TEMPORARY, Printable.of("451 4.3.0 outbox: " + FileTrouble.words(e), 500));
        }
    }

    private String lay(Outgoing mail) throws IOException {
        Files.createDirectories(folder);
        String name = name(mail);
        Path file = folder.resolve(name + ".eml");
        if (!Files.exists(file)) {
            Envelope envelope = Envelope.of(mail.sender(), mail.recipients());
            AtomicFiles.writeDurably(
                    folder.resolve(name + ".json"), Json.file(new EnvelopeJson(envelope, Verdicts.NONE).write()));
            write(file, mail.content());
        }
        return file.getFileName().toString();
    }

    private static void write(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling(".tmp-" + UUID.randomUUID());
        try {
            try (FileChannel channel =
                            FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            AtomicFiles.syncFolder(file.getParent());
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** What is sent, for people; a hash keeps apart what looks the same. */
    private static String name(Outgoing mail) {
        String to = String.join(
                " ", mail.recipients().stream().map(EmailAddress::key).toList());
        String hash = FileNames.hash(mail.id(), to).substring(0, HASH_DIGITS);
        String readable = mail.id().replaceAll("[^A-Za-z0-9@._+-]", "_").replaceFirst("^\\.", "_");
        return readable.substring(0, Math.min(readable.length(), LONGEST_NAME)) + "-" + hash;
    }
}
