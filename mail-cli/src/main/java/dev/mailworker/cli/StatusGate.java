package dev.mailworker.cli;

import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.Gate;
import dev.mailworker.cli.http.Request;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets in who asks by a name of this machine, from no other site, and knows the token if there is one. A name that somebody
 * else's DNS made point here is refused: scripts of that site would pass for ours.
 */
final class StatusGate implements Gate {
    private static final Pattern HOST = Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]+)?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** What the form for the token needs, and nothing else has in it. */
    private static final Set<String> FOR_EVERYBODY =
            Set.of("/login", StatusAssets.STYLE, StatusAssets.ICON, StatusAssets.LOGIN_SCRIPT);

    private final String address;
    private final boolean isLocal;
    private final Optional<StatusToken> token;

    /**
     * A gate.
     *
     * @param address where the server listens, as it was set
     * @param token what one has to know; empty if nothing
     * @throws UsageException if a token is needed and there is none
     */
    StatusGate(String address, Optional<StatusToken> token) {
        this.address = address.toLowerCase(Locale.ROOT);
        this.isLocal = isLoopback(address);
        this.token = token;
        if (!isLocal && token.isEmpty()) {
            throw new UsageException(
                    "STATUS_ADDRESS is '" + address + "', where others than this machine can see the status"
                            + " page: set STATUS_TOKEN to a secret of 16 characters or more (openssl rand -hex 16), or"
                            + " STATUS_ADDRESS to 127.0.0.1, or STATUS_PORT to 0 for no such page");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Whoever starts the server says so.
            return true;
        }
    }

    @Override
    public Optional<Answer> refusal(Request request) {
        String host = hostOf(request);
        if (!isOurs(host)) {
            return Optional.of(Answer.text(
                    421,
                    "'" + host
                            + "' is no name of this page's: ask for it by the machine's address or by localhost, or set"
                            + " STATUS_ADDRESS to that name\n"));
        }
        if (isFromAnotherSite(request)) {
            return Optional.of(Answer.text(403, "other sites may not do that\n"));
        }
        boolean isKnown = token.map(known -> known.isIn(request)).orElse(true);
        return isKnown || FOR_EVERYBODY.contains(request.path()) ? Optional.empty() : Optional.of(unknown(request));
    }

    private static Answer unknown(Request request) {
        return request.path().equals("/")
                ? Answer.text(303, "").with("Location", "/login")
                : Answer.text(401, "the token is missing or wrong: log in, or send it as Authorization: Bearer\n")
                        .with("WWW-Authenticate", "Bearer");
    }

    /** Addresses are nobody's DNS. They are refused where only this machine can ask: then something else passes it on. */
    private boolean isOurs(String host) {
        boolean isAddress = host.matches("[0-9.]+|\\[[0-9a-f:.]+]");
        return LOOPBACK.contains(host)
                || host.equals(address)
                || host.equals("[" + address + "]")
                || (!isLocal && isAddress);
    }

    private static String hostOf(Request request) {
        Matcher host = HOST.matcher(request.header("Host").orElse("").toLowerCase(Locale.ROOT));
        return host.matches() ? host.group(1) : "";
    }

    /** Browsers say it in the one way or the other; other programs are nobody's puppets. */
    private static boolean isFromAnotherSite(Request request) {
        if (!request.method().equals("POST")) {
            return false;
        }
        Optional<String> site = request.header("Sec-Fetch-Site");
        if (site.isPresent() && !site.get().equals("same-origin")) {
            return true;
        }
        String host = request.header("Host").orElse("");
        return request.header("Origin")
                .filter(origin -> !host.equals(origin.replaceFirst("^https?://", "")))
                .isPresent();
    }
}
