package dev.mailworker.consume;

import java.time.Duration;

/**
 * What a site can set about consumption.
 *
 * @param mailsInFlight how many mails are in work at once, over all sources
 * @param pollWait how long one idle poll waits
 * @param batch how many messages one receive asks for at most
 * @param lease for how long a message is asked to be ours; extended while a mail is in work
 * @param refresh how often the sources are asked for again
 */
public record ConsumeSettings(int mailsInFlight, Duration pollWait, int batch, Duration lease, Duration refresh) {
    /** Refuses what could not work. */
    public ConsumeSettings {
        if (mailsInFlight < 1 || batch < 1) {
            throw new IllegalArgumentException("mails in flight and batch must be at least 1");
        }
        if (lease.compareTo(Duration.ofSeconds(40)) < 0) {
            throw new IllegalArgumentException(
                    "a lease of " + lease.toSeconds() + " s leaves no time to start anything: 40 s at least");
        }
    }
}
