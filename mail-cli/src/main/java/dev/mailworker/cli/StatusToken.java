package dev.mailworker.cli;

import dev.mailworker.cli.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one has to know to see the status page. Programs send it with each request; browsers get a cookie for it, which ends
 * after half a day, tells nobody the token, and outlives the worker. Immutable.
 */
final class StatusToken {
    static final Duration LASTS = Duration.ofHours(12);
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BEARER = "Bearer ";

    private final byte[] secret;
    private final String cookie;
    private final InstantSource time;

    /**
     * A token.
     *
     * @param secret what one has to know
     * @param port the page's: pages of several workers on one machine share their cookies, and tell them apart by it
     * @param time the clock
     */
    StatusToken(String secret, int port, InstantSource time) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.cookie = "mailworker-" + port;
        this.time = time;
    }

    /** {@return whether somebody knows it} */
    boolean is(String offered) {
        return MessageDigest.isEqual(
                signature("token", secret), signature("token", offered.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return whether whoever asks knows it, or has a cookie} */
    boolean isIn(Request request) {
        Optional<String> header = request.header("Authorization");
        if (header.isPresent() && header.get().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return is(header.get().substring(BEARER.length()).strip());
        }
        return request.header("Cookie").stream()
                .flatMap(cookies -> Arrays.stream(cookies.split(";", -1)))
                .map(String::strip)
                .filter(each -> each.startsWith(cookie + "="))
                .anyMatch(each -> isValid(each.substring(cookie.length() + 1)));
    }

    private boolean isValid(String value) {
        int dot = value.indexOf('.');
        if (dot < 1 || !value.substring(0, dot).matches("[0-9]{1,12}")) {
            return false;
        }
        String end = value.substring(0, dot);
        return MessageDigest.isEqual(
                        value.substring(dot + 1).getBytes(StandardCharsets.UTF_8),
                        HexFormat.of().formatHex(signature(end, secret)).getBytes(StandardCharsets.UTF_8))
                && time.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(end)));
    }

    /** {@return the field that gives a browser its cookie} */
    String cookie() {
        String end = Long.toString(time.instant().plus(LASTS).getEpochSecond());
        String value = end + "." + HexFormat.of().formatHex(signature(end, secret));
        return field(value, LASTS);
    }

    /** {@return the field that takes it away again} */
    String noCookie() {
        return field("", Duration.ZERO);
    }

    private String field(String value, Duration lasts) {
        return cookie + "=" + value + "; Path=/; Max-Age=" + lasts.toSeconds() + "; HttpOnly; SameSite=Strict";
    }

    private static byte[] signature(String text, byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, ALGORITHM));
            return mac.doFinal(("mailworker status " + text).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
