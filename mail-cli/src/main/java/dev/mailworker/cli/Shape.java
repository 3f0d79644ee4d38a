package dev.mailworker.cli;

import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.VerdictPolicies;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the values of a setting look like.
 *
 * @param words says it to whoever got it wrong, behind "has to be"
 * @param isSecret whether a value is never shown, and taken as it stands, blanks at its ends too
 * @param fits tells whether a value is one
 */
record Shape(String words, boolean isSecret, Predicate<String> fits) {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0");

    static final Shape TEXT = new Shape("some text", false, value -> true);
    static final Shape SECRET = new Shape("some text", true, value -> true);
    /** Guessing it has to be hopeless. */
    static final Shape TOKEN = new Shape(
            "16 to 200 printable US-ASCII characters without blanks",
            true,
            value -> value.matches("[\\x21-\\x7e]{16,200}"));

    static final Shape WORD = new Shape(
            "1 to 200 printable US-ASCII characters without blanks",
            false,
            value -> value.matches("[\\x21-\\x7e]{1,200}"));
    static final Shape FLAG = new Shape("true or false", false, value -> isTrue(value) || isFalse(value));
    static final Shape POLICY = choice(VerdictPolicies.Policy.class);
    static final Shape INVALID_POLICY = choice(InvalidPolicy.class);
    static final Shape PORT = number(1, 65_535);
    /** A port on which the worker itself listens. */
    static final Shape OWN_PORT = new Shape(
            "a whole number from 0 to 65535, 0 for no such service", false, value -> isNumber(value, 0, 65_535));

    static final Shape LMTP_PORT = new Shape(
            PORT.words + " but not 25, SMTP's (RFC 2033)", false, PORT.fits.and(value -> !value.equals("25")));
    static final Shape HOST =
            new Shape("a host name or an address, the port apart", false, value -> value.matches("[\\w.:\\[\\]-]+"));
    static final Shape TABLE = new Shape(
            "3 to 255 letters, digits, '_', '-' and '.'", false, value -> value.matches("[A-Za-z0-9_.-]{3,255}"));
    static final Shape DOMAINS = new Shape(
            "mail domains separated by commas, such as example.com,example.org",
            false,
            value -> !Domains.listed(value).isEmpty()
                    && Domains.listed(value).stream()
                            .allMatch(each -> Domains.domain(each).isPresent()));
    static final Shape QUEUE = new Shape(
            "a queue's name: 1 to 80 letters, digits, '-' and '_'; {domain} stands for the domain",
            false,
            value -> value.replace("{domain}", "d").matches("[A-Za-z0-9_-]{1,80}"));
    static final Shape BUCKET = new Shape(
            "a bucket's name: 3 to 63 lower-case letters, digits, '-' and '.'; {domain} stands for the domain",
            false,
            value -> value.replace("{domain}", "d-d").matches("[a-z0-9.-]{3,63}"));
    static final Shape REGION = new Shape(
            "the code of a region, such as us-east-2", false, value -> value.matches("[a-z]{2,}(-[a-z0-9]+)+"));
    static final Shape BUCKET_NAME = new Shape(
            "a bucket's name: 3 to 63 lower-case letters, digits, '-' and '.'",
            false,
            value -> value.matches("[a-z0-9.-]{3,63}"));
    static final Shape DOMAIN_REGIONS = new Shape(
            "domains with their regions, separated by commas, such as example.com=eu-west-1",
            false,
            value -> !Domains.listed(value).isEmpty()
                    && Domains.listed(value).stream().allMatch(Shape::isDomainWithRegion));
    static final Shape URL = new Shape("an http or https URL, such as http://127.0.0.1:4566", false, Shape::isUrl);

    static Shape number(int least, int most) {
        String words = most == Integer.MAX_VALUE
                ? "a whole number, " + least + " or more"
                : "a whole number from " + least + " to " + most;
        return new Shape(words, false, value -> isNumber(value, least, most));
    }

    private static boolean isNumber(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDomainWithRegion(String value) {
        String[] parts = value.split("=", -1);
        return parts.length == 2 && Domains.domain(parts[0].strip()).isPresent() && REGION.fits.test(parts[1].strip());
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = new URI(value);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static <E extends Enum<E>> Shape choice(Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Shape("one of " + words, false, value -> Arrays.stream(type.getEnumConstants())
                .anyMatch(choice -> choice.name().equalsIgnoreCase(value)));
    }

    static boolean isTrue(String value) {
        return TRUE.contains(value.toLowerCase(Locale.ROOT));
    }

    static boolean isFalse(String value) {
        return FALSE.contains(value.toLowerCase(Locale.ROOT));
    }
}
