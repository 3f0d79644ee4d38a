package dev.mailworker.pipeline;

import dev.mailworker.decide.Route;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.Transport;
import java.util.Map;

/**
 * The outside world of one mail.
 *
 * @param blobs where it lies
 * @param blocklist each mailbox's blocked senders
 * @param rules each mailbox's rules
 * @param sentMail what a bounce answers
 * @param replies the replies given lately
 * @param progress what is remembered between attempts
 * @param transports the ways out; one for each {@link Route} that plans use
 */
public record Ports(
        BlobStore blobs,
        BlocklistStore blocklist,
        RuleStore rules,
        SentMailStore sentMail,
        ReplyLedger replies,
        ProgressStore progress,
        Map<Route, Transport> transports) {
    /** Copies the map. */
    public Ports {
        transports = Map.copyOf(transports);
    }
}
