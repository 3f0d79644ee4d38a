package dev.mailworker.aws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** The arrows between packages. */
@AnalyzeClasses(packages = "dev.mailworker.aws", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> SDK = resideInAPackage("software.amazon..");
    private static final DescribedPredicate<List<JavaClass>> SOME_OF_SDK = DescribedPredicate.describe(
            "any of the SDK", types -> types.stream().anyMatch(SDK));

    @ArchTest
    static final ArchRule NOTIFICATION = noClasses()
            .that()
            .resideInAPackage("dev.mailworker.aws.notification..")
            .should()
            .dependOnClassesThat(SDK.or(resideInAPackage("org.slf4j..")))
            .because("reading a message is pure, so that it can be tried on anything");

    @ArchTest
    static final ArchRule SQS = alone("sqs", "s3", "dynamodb", "ses");

    @ArchTest
    static final ArchRule S3 = alone("s3", "notification", "sqs", "dynamodb", "ses");

    @ArchTest
    static final ArchRule DYNAMODB = alone("dynamodb", "notification", "sqs", "s3", "ses");

    @ArchTest
    static final ArchRule SES = alone("ses", "notification", "sqs", "s3", "dynamodb");

    @ArchTest
    static final ArchRule NO_SDK_SHOWS = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.mailworker.aws")
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .notHaveRawReturnType(SDK)
            .andShould()
            .notHaveRawParameterTypes(SOME_OF_SDK)
            .because("whoever assembles a site need not know what speaks to AWS");

    @ArchTest
    static final ArchRule NO_ADAPTER_OF_CORE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.mailworker.local..",
                    "dev.mailworker.testing..",
                    "dev.mailworker.pipeline..",
                    "dev.mailworker.consume..")
            .because("an adapter knows ports and values");

    private static ArchRule alone(String name, String... others) {
        return noClasses()
                .that()
                .resideInAPackage("dev.mailworker.aws." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(
                                Stream.of("dev.mailworker.aws"),
                                Stream.of(others).map(other -> "dev.mailworker.aws." + other + ".."))
                        .toArray(String[]::new))
                .because("each service can be left out or used by itself");
    }
}
