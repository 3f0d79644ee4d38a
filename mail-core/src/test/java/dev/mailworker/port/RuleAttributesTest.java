package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleAttributesTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void anEmptyItemIsNoRule() {
        assertThat(read(Map.of())).isEqualTo(MailboxRules.NONE);
        assertThat(warnings).isEmpty();
    }

    @Test
    void readsEveryAttribute() {
        MailboxRules rules = read(Map.of(
                "ooo_active", true,
                "ooo_message", "<p>away</p>",
                "ooo_content_type", "HTML",
                "ooo_subject", "Away",
                "ooo_from", "2026-07-01",
                "ooo_until", " 2026-07-31 ",
                "ooo_days", "3",
                "ooo_aliases", List.of("sales@x.example"),
                "forwards", List.of("a@y.example"),
                "forward_keep", false));

        assertThat(rules)
                .isEqualTo(new MailboxRules(
                        new OutOfOffice(true, "<p>away</p>", true)
                                .withSubject("Away")
                                .withPeriod(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 31))
                                .withDays(3)
                                .withAliases(List.of("sales@x.example")),
                        List.of("a@y.example"),
                        false));
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ooo_content_type, rtf, 'ooo_content_type is ''rtf'', not text or html, and counts as text'",
        "ooo_days, 0, 'ooo_days is ''0'', not a whole number from 1 to 365, and counts as absent'",
        "ooo_days, 2.5, 'ooo_days is ''2.5'', not a whole number from 1 to 365, and counts as absent'",
        "ooo_days, 366, 'ooo_days is ''366'', not a whole number from 1 to 365, and counts as absent'"
    })
    void whatIsWrongCountsAsAbsentAndIsSaid(String name, String value, String warning) {
        assertThat(read(Map.of(name, value))).isEqualTo(MailboxRules.NONE);
        assertThat(warnings).containsExactly(warning);
    }

    /** An end that nobody understands must not mean answers for ever. */
    @ParameterizedTest
    @CsvSource({"ooo_from, tomorrow", "ooo_until, 2026-02-30", "ooo_until, 24.11.2020", "ooo_until, 1795478400"})
    void nobodyIsAnsweredWhereThePeriodCannotBeRead(String name, String value) {
        String fault =
                name + " is '" + value + "', neither a date like 2026-07-01 nor a time like 2026-07-01T18:00:00Z";

        OutOfOffice rule = read(Map.of("ooo_active", true, name, value)).outOfOffice();

        assertThat(rule.fault()).isEqualTo(fault);
        assertThat(warnings).containsExactly(fault + ": nobody is answered");
    }

    @Test
    void aPeriodOfAnotherTypeIsNoneThatCouldBeRead() {
        assertThat(read(Map.of("ooo_until", true)).outOfOffice().fault()).isEqualTo("ooo_until has no text");
    }

    /** In UTC where no zone is named; the last day belongs to the period, a time ends it. */
    @ParameterizedTest
    @CsvSource({
        "2026-07-01, 2026-07-01T00:00:00Z, 2026-07-02T00:00:00Z",
        "2026-07-01T18:00:00Z, 2026-07-01T18:00:00Z, 2026-07-01T18:00:00Z",
        "2026-07-01T18:00, 2026-07-01T18:00:00Z, 2026-07-01T18:00:00Z",
        "2026-07-01T18:00:00.250+02:00, 2026-07-01T16:00:00.250Z, 2026-07-01T16:00:00.250Z",
        "2026-07-01 18:00:00, 2026-07-01T18:00:00Z, 2026-07-01T18:00:00Z"
    })
    void readsDaysAndTimes(String text, Instant from, Instant until) {
        OutOfOffice rule = read(Map.of("ooo_from", text, "ooo_until", text)).outOfOffice();

        assertThat(rule.beginning()).contains(from);
        assertThat(rule.end()).contains(until);
        assertThat(rule.fault()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyPeriodIsNone() {
        assertThat(read(Map.of("ooo_from", "", "ooo_until", " "))).isEqualTo(MailboxRules.NONE);
        assertThat(warnings).isEmpty();
    }

    private MailboxRules read(Map<String, Object> attributes) {
        return RuleAttributes.read(new Item(attributes));
    }

    private final class Item implements TableAttributes {
        private final Map<String, Object> attributes;

        Item(Map<String, Object> attributes) {
            this.attributes = attributes;
        }

        private <T> Optional<T> typed(String name, Class<T> type) {
            return Optional.ofNullable(attributes.get(name))
                    .filter(type::isInstance)
                    .map(type::cast);
        }

        @Override
        public boolean has(String name) {
            return attributes.containsKey(name);
        }

        @Override
        public Optional<String> string(String name) {
            return typed(name, String.class);
        }

        @Override
        public Optional<Boolean> bool(String name) {
            return typed(name, Boolean.class);
        }

        @Override
        public Optional<String> numberOrString(String name) {
            return typed(name, String.class);
        }

        @Override
        public List<String> strings(String name) {
            List<String> texts = new ArrayList<>();
            typed(name, List.class).ifPresent(list -> {
                for (Object element : list) {
                    texts.add((String) element);
                }
            });
            return texts;
        }

        @Override
        public void warn(String problem) {
            warnings.add(problem);
        }
    }
}
