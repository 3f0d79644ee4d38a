package dev.mailworker.cli;

import java.util.List;
import java.util.stream.Stream;

/** Values that a setting may have. */
final class Samples {
    private static final List<String> ALL = List.of(
            "7",
            "8",
            "9",
            "41",
            "42",
            "43",
            "true",
            "no",
            "1",
            "tag",
            "hold",
            "discard",
            "ack",
            "bounce",
            "a.example=eu-west-1",
            "a.example=eu-west-2",
            "a.example=eu-west-3",
            "http://a.example",
            "http://b.example",
            "http://c.example",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "a.example",
            "b.example",
            "c.example",
            "abc",
            "abd",
            "abe");

    private Samples() {}

    /** {@return different values that fit a setting, none of them its default} */
    static List<String> of(Setting setting) {
        List<String> fitting = Stream.concat(ALL.stream(), ALL.stream().map(value -> value.replace("bounce", "BOUNCE")))
                .distinct()
                .filter(value -> setting.shape().fits().test(value) && !value.equals(setting.defaultValue()))
                .toList();
        if (fitting.isEmpty()) {
            throw new AssertionError("add values of " + setting + " to the samples");
        }
        return fitting;
    }
}
