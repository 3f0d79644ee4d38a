package dev.mailworker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;

/** The arrows between packages. */
@AnalyzeClasses(packages = "dev.mailworker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule MAIL = only("mail").because("values of mail are the ground that everything stands on");

    @ArchTest
    static final ArchRule COMPOSE = only("compose", "mail")
            .because("what a mail looks like that the worker writes must not depend on why it does");

    @ArchTest
    static final ArchRule DECIDE = only("decide", "compose", "mail")
            .because("what becomes of a mail must not depend on where it lies or how it travels");

    @ArchTest
    static final ArchRule PORT =
            only("port", "decide", "mail").because("who implements a port has to know values only");

    @ArchTest
    static final ArchRule JSON = only("json", "port", "decide", "mail").because("it writes and reads values, no more");

    @ArchTest
    static final ArchRule PIPELINE = only("pipeline", "port", "decide", "mail")
            .because("one mail's path is the same for every adapter and for any number of mails");

    @ArchTest
    static final ArchRule CONSUME = only("consume", "pipeline", "port", "decide", "mail")
            .because("polling knows what it starts, and no adapter");

    @ArchTest
    static final ArchRule LOCAL = only("local", "json", "port", "decide", "mail")
            .because("the local site is an adapter like any other: what it can do, others can");

    @ArchTest
    static final ArchRule TESTING = only("testing", "port", "decide", "mail")
            .because("whoever implements or calls a port can use the fakes, without the rest of the worker");

    @ArchTest
    static final ArchRule NOT_TESTING = noClasses()
            .that(not(resideInAPackage("dev.mailworker.testing..")))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.mailworker.testing.."))
            .because("fakes are for tests")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NOT_CONSUME = noClasses()
            .that(not(resideInAnyPackage("dev.mailworker", "dev.mailworker.consume..")))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.mailworker.consume.."))
            .because("only the worker itself starts and stops the polling")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule JACKSON = noClasses()
            .that(not(resideInAPackage("dev.mailworker.json..")))
            .should()
            .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
            .because("JSON is read and written in one place, and the library for it can be changed there")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule METRICS = noClasses()
            .that(resideInAPackage("dev.mailworker.metrics.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.mailworker.consume..",
                    "dev.mailworker.local..",
                    "dev.mailworker.json..",
                    "dev.mailworker.compose..",
                    "dev.mailworker.testing.."))
            .because("it watches a worker from outside, as any listener can");

    @ArchTest
    static final ArchRule ACTIVITY = noClasses()
            .that(resideInAPackage("dev.mailworker.activity.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.mailworker.consume..",
                    "dev.mailworker.local..",
                    "dev.mailworker.json..",
                    "dev.mailworker.compose..",
                    "dev.mailworker.metrics..",
                    "dev.mailworker.testing.."))
            .because("it watches a worker from outside, as any listener can");

    @ArchTest
    static final ArchRule MICROMETER = noClasses()
            .that(not(resideInAPackage("dev.mailworker.metrics..")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.micrometer.."))
            .because("who doesn't want metrics need not have the library for them");

    @ArchTest
    static final ArchRule JAKARTA_MAIL = noClasses()
            .that(not(resideInAnyPackage("dev.mailworker.mail..", "dev.mailworker.compose..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.mail..", "org.eclipse.angus.."))
            .because("what the mail library makes of broken mail is dealt with where mail is read and written")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PURE = noClasses()
            .that(resideInAPackage("dev.mailworker.decide.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio..", "java.net..", "org.slf4j..")
                    .or(resideInAPackage("java.util.concurrent.."))
                    .or(belongToAnyOf(Clock.class, Thread.class, Runnable.class, ThreadLocal.class)))
            .because("deciding is pure: it can be repeated, explained and rehearsed")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule TIMELESS = noClasses()
            .that(resideInAnyPackage("dev.mailworker.decide..", "dev.mailworker.compose.."))
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("the time of deciding is a fact that is handed in")
            .allowEmptyShould(true);

    /** A package that depends on none of ours but itself and some others. */
    private static ArchRule only(String name, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Arrays.stream(others))
                .map(each -> "dev.mailworker." + each + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> otherOfOurs =
                resideInAPackage("dev.mailworker..").and(not(resideInAnyPackage(allowed)));
        return noClasses()
                .that(resideInAPackage("dev.mailworker." + name + ".."))
                .should()
                .dependOnClassesThat(otherOfOurs.as("any of ours but " + String.join(", ", allowed)))
                .allowEmptyShould(true);
    }
}
