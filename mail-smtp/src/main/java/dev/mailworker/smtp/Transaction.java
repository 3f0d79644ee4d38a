package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One mail to all its recipients over one connection (RFC 5321 §3.3, RFC 2033 §4.2). Used once. */
final class Transaction {
    /**
     * The most commands sent before replies are read: so few that neither side's buffers fill up while both write (RFC 2920
     * §3.1).
     */
    private static final int MAX_TOGETHER = 50;

    private final SmtpConnection connection;
    private final Protocol protocol;
    private final Outgoing mail;
    private final Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
    private final List<EmailAddress> accepted = new ArrayList<>();
    private @Nullable Reply mailReply;

    Transaction(SmtpConnection connection, Protocol protocol, Outgoing mail) {
        this.connection = connection;
        this.protocol = protocol;
        this.mail = mail;
    }

    /**
     * Sends the mail.
     *
     * @return a result for each recipient
     * @throws SessionException if the session was lost before the server said anything about this mail
     */
    Map<EmailAddress, DeliveryResult> run() throws SessionException {
        List<EmailAddress> recipients = expressible();
        if (!recipients.isEmpty()) {
            try {
                sendEnvelope(recipients);
                sendContent();
            } catch (IOException e) {
                lose(recipients, e);
            }
        }
        return results;
    }

    /** {@return the recipients whose addresses this server can be told, each once; the others are refused} */
    private List<EmailAddress> expressible() {
        boolean utf8 = connection.supportsExtension("SMTPUTF8");
        boolean sender =
                utf8 || mail.sender().address().map(EmailAddress::isAscii).orElse(true);
        List<EmailAddress> recipients = new ArrayList<>();
        for (EmailAddress recipient : new LinkedHashSet<>(mail.recipients())) {
            if (sender && (utf8 || recipient.isAscii())) {
                recipients.add(recipient);
            } else {
                String whose = sender ? "this address" : "the sender's address";
                results.put(
                        recipient,
                        DeliveryResult.rejected(
                                Cause.REFUSED,
                                "the server has no SMTPUTF8, and " + whose + " can't be written without"));
            }
        }
        return recipients;
    }

    private void sendEnvelope(List<EmailAddress> recipients) throws IOException {
        List<String> commands = new ArrayList<>();
        commands.add(mailCommand(recipients));
        recipients.forEach(recipient -> commands.add("RCPT TO:<" + recipient + ">"));
        Iterator<EmailAddress> asked = recipients.iterator();
        int together = connection.pipelines() ? MAX_TOGETHER : 1;
        for (int from = 0; from < commands.size(); from += together) {
            int to = Math.min(commands.size(), from + together);
            connection.askTogether(commands.subList(from, to), reply -> take(reply, asked));
            if (mailReply == null || !mailReply.isPositive()) {
                refuseAll(recipients);
                return;
            }
        }
    }

    private String mailCommand(List<EmailAddress> recipients) {
        StringBuilder command = new StringBuilder("MAIL FROM:").append(mail.sender());
        if (connection.supportsExtension("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (connection.supportsExtension("SIZE")) {
            command.append(" SIZE=").append(mail.content().size());
        }
        boolean ascii = mail.sender().address().map(EmailAddress::isAscii).orElse(true)
                && recipients.stream().allMatch(EmailAddress::isAscii);
        return command.append(ascii ? "" : " SMTPUTF8").toString();
    }

    /** The first reply is MAIL's. If it refuses, the others were sent too early and say nothing. */
    private void take(Reply reply, Iterator<EmailAddress> asked) {
        if (mailReply == null) {
            mailReply = reply;
            return;
        }
        EmailAddress recipient = asked.next();
        if (!mailReply.isPositive()) {
            return;
        }
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else {
            results.put(recipient, Classification.of(Phase.RCPT, reply));
        }
    }

    private void refuseAll(List<EmailAddress> recipients) throws SessionException {
        if (mailReply != null) {
            DeliveryResult refusal = Classification.of(Phase.MAIL, mailReply);
            if (mailReply.isGoodbye()) {
                throw new SessionException(refusal);
            }
            recipients.forEach(recipient -> results.put(recipient, refusal));
        }
    }

    private void sendContent() throws IOException {
        if (accepted.isEmpty()) {
            // Else the next MAIL on this connection would be one too many.
            if (mailReply != null && mailReply.isPositive() && !connection.isBroken()) {
                connection.ask("RSET");
            }
            return;
        }
        Reply go = connection.sendData(mail.content());
        if (!SmtpConnection.mayGoOn(go)) {
            accepted.forEach(recipient -> results.put(recipient, Classification.of(Phase.DATA, go)));
            return;
        }
        connection.finish();
        if (protocol == Protocol.LMTP) {
            for (EmailAddress recipient : accepted) {
                results.put(recipient, Classification.of(Phase.COPY_SENT, connection.read()));
            }
        } else {
            DeliveryResult result = Classification.of(Phase.MAIL_SENT, connection.read());
            accepted.forEach(recipient -> results.put(recipient, result));
        }
    }

    private void lose(List<EmailAddress> recipients, IOException e) throws SessionException {
        if (e instanceof SessionException known) {
            throw known;
        }
        DeliveryResult lost =
                Classification.lost(connection.phase(), "lost at " + connection.phase() + ": " + e.getMessage());
        if (mailReply == null) {
            throw new SessionException(lost);
        }
        recipients.forEach(recipient -> results.putIfAbsent(recipient, lost));
    }
}
