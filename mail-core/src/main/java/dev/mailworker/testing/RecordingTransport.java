package dev.mailworker.testing;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what is sent, and answers as it was told; who isn't told about is delivered to. {@link #calls()} knows
 * {@code send}: a call that fails there before its effect keeps nothing, one that fails after it is kept.
 */
public final class RecordingTransport implements Transport {
    /** The answer to everybody about whom nothing else was said. */
    public static final DeliveryResult ACCEPTED = DeliveryResult.delivered("250 2.0.0 Ok");

    private final Calls calls = new Calls("send");
    private final Guard guard = new Guard();
    private final Map<EmailAddress, Deque<Optional<DeliveryResult>>> answers = new HashMap<>();
    private final List<SentCopy> sent = new ArrayList<>();
    private DeliveryResult usual = ACCEPTED;

    /** Delivers to everybody. */
    public RecordingTransport() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    /**
     * Says what comes of sending to everybody about whom nothing else was said.
     *
     * @param result what
     * @return this
     */
    public RecordingTransport answerAll(DeliveryResult result) {
        guard.run(() -> usual = result);
        return this;
    }

    /**
     * Says what comes of sending to an address.
     *
     * @param address who
     * @param results one for each time, in their order; the last one stays. None is as if nothing had been said
     * @return this
     */
    public RecordingTransport answer(String address, DeliveryResult... results) {
        Deque<Optional<DeliveryResult>> script = new ArrayDeque<>();
        List.of(results).forEach(result -> script.add(Optional.of(result)));
        return script(address, script);
    }

    /**
     * Gives no result for an address, as a broken transport might.
     *
     * @param address who
     * @return this
     */
    public RecordingTransport answerNothing(String address) {
        return script(address, new ArrayDeque<>(List.of(Optional.empty())));
    }

    private RecordingTransport script(String address, Deque<Optional<DeliveryResult>> script) {
        guard.run(() -> answers.put(EmailAddress.of(address), script));
        return this;
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        return calls.call("send", List.of(mail), () -> {
            byte[] bytes = bytes(mail.content());
            return guard.get(() -> {
                SentCopy copy = new SentCopy(mail, bytes, results(mail));
                sent.add(copy);
                return copy.results();
            });
        });
    }

    private Map<EmailAddress, DeliveryResult> results(Outgoing mail) {
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        for (EmailAddress recipient : mail.recipients()) {
            answer(recipient).ifPresent(result -> results.put(recipient, result));
        }
        return results;
    }

    private Optional<DeliveryResult> answer(EmailAddress recipient) {
        Deque<Optional<DeliveryResult>> script = answers.getOrDefault(recipient, new ArrayDeque<>());
        if (script.size() > 1) {
            return script.remove();
        }
        return script.isEmpty() ? Optional.of(usual) : script.element();
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** {@return everything that was sent, whatever came of it} */
    public List<SentCopy> sent() {
        return guard.get(() -> List.copyOf(sent));
    }

    /**
     * {@return what an address accepted}
     *
     * @param address who
     */
    public List<SentCopy> delivered(String address) {
        EmailAddress recipient = EmailAddress.of(address);
        return sent().stream().filter(copy -> copy.isDelivered(recipient)).toList();
    }

    /**
     * Waits for mails.
     *
     * @param atLeast how many must have been sent
     */
    public void awaitSent(int atLeast) {
        guard.await(() -> sent.size() >= atLeast, () -> sent.size() + " mails were sent, not " + atLeast);
    }
}
