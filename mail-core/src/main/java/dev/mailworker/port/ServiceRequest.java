package dev.mailworker.port;

import java.time.Duration;
import java.util.Locale;

/**
 * A request to a service outside that has come to its end. When a request is tried again, each try is one.
 *
 * @param service which service, one word in lower case ({@code sqs})
 * @param operation what was asked, as the service calls it ({@code ReceiveMessage})
 * @param trouble what was wrong with the answer
 * @param took how long it took
 */
public record ServiceRequest(String service, String operation, Trouble trouble, Duration took) {
    /** What was wrong, in few classes. */
    public enum Trouble {
        /** Nothing. */
        NONE,
        /** The service has too much to do, or we ask too much of it. */
        THROTTLED,
        /** We are not allowed to, or not known. */
        DENIED,
        /** What it is about isn't there. */
        NOT_FOUND,
        /** A condition was not met: somebody else was there before. */
        CONFLICT,
        /** The service failed (HTTP 5xx). */
        SERVER,
        /** No answer came in time. */
        TIMEOUT,
        /** The service can't be reached, or the connection got lost. */
        NETWORK,
        /** Anything else. */
        OTHER;

        /** {@return the word that the metrics use} */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
