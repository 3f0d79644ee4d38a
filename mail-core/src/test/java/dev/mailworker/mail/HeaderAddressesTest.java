package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderAddressesTest {
    static Stream<Arguments> fields() {
        return Stream.of(
                field("ann@example.net", "ann@example.net"),
                field("Ann <ann@example.net>", "ann@example.net"),
                field("\"Ann, the <first>\" <ann@example.net>", "ann@example.net"),
                field("ann@example.net (Ann)", "ann@example.net"),
                field("ann@example.net, Bob <bob@example.net>", "ann@example.net", "bob@example.net"),
                field("Team: ann@example.net, bob@example.net;", "ann@example.net", "bob@example.net"),
                field("undisclosed-recipients:;"),
                field(""),
                field("no address at all"),
                field("=?utf-8?q?Ann=20eve=40example.net?= <ann@example.net>", "ann@example.net"),
                field("Ann <ann@example.net", "ann@example.net"),
                field("Ann ann@example.net>", "ann@example.net"),
                field("Ann <<ann@example.net>>", "ann@example.net"),
                field("\"Ann <ann@example.net>", "ann@example.net"),
                field("Ann (<ann@example.net>", "ann@example.net"),
                field("ann@example.net bob@example.net", "ann@example.net", "bob@example.net"),
                field("ann@example.net; bob@example.net", "ann@example.net", "bob@example.net"),
                field("<@relay.example:ann@example.net>", "ann@example.net"),
                field("bob@example.net, <@relay.example:ann@example.net>", "bob@example.net", "ann@example.net"),
                field("\u00fcber@example.net", "\u00fcber@example.net"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void findsAddresses(String value, List<String> addresses) {
        assertThat(addresses(value)).containsExactlyElementsOf(addresses);
    }

    @Test
    void looksIntoEveryFieldOfTheName() {
        Headers headers = new Headers(List.of(
                new HeaderField("From", "ann@example.net"),
                new HeaderField("Sender", "joe@example.net"),
                new HeaderField("FROM", "bob@example.net")));

        assertThat(headers.addresses("from")).containsExactly("ann@example.net", "bob@example.net");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<", "(", "\"", "a@", "@", ",", "a@b ", "x:;", ":", "\\", "[", "a:b@c,", "a@b,", "<a@b>,", " "})
    void endsOnHostileFields(String part) {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> addresses(part.repeat(500_000 / part.length())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "(", "\"", "a@", ":", "\\", "a:b@c,", "<a@b>,"})
    void endsOnManyHostileFields(String part) {
        HeaderField from = new HeaderField("From", part.repeat(2_000 / part.length()));
        Headers headers = new Headers(Collections.nCopies(HeaderReader.MAX_OCTETS / 2_000, from));

        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> headers.addresses("From"));
    }

    private static Arguments field(String value, String... addresses) {
        return Arguments.of(value, List.of(addresses));
    }

    private static List<String> addresses(String value) {
        return new Headers(List.of(new HeaderField("From", value))).addresses("From");
    }

    /** RFC 5322 §3.4.1 and §4.4: comments and spaces may stand around the @ and the dots. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x @spam.example",
                "x@ spam.example",
                "Joe <x @ spam.example>",
                "Joe <x@\tspam.example>",
                "Joe <x@spam . example>",
                "x@(d)spam.example",
                "x(c)@(d(e)\\))spam.example",
                "x@spam.example.",
                "Joe <x@spam.example.>",
                "x@spam.example\uFFFD",
                "\"x\" @spam.example"
            })
    void addressIsSeenThroughCommentsAndSpaces(String value) {
        List<String> addresses = new Headers(List.of(new HeaderField("From", value))).addresses("From");

        assertThat(addresses).anyMatch(address -> address.replace("\"", "").equals("x@spam.example"));
    }

    @Test
    void addressInADisplayNameIsNoAddress() {
        assertThat(new Headers(List.of(new HeaderField("From", "\"x@spam.example (not me)\" <ann@fine.example>")))
                        .addresses("From"))
                .containsExactly("ann@fine.example");
    }

    @Test
    void manyParenthesesTakeNoTime() {
        String hostile = "(".repeat(200_000) + "@(".repeat(200_000) + "x@y.example";
        assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> new Headers(List.of(new HeaderField("From", hostile))).addresses("From"));
    }
}
