package dev.mailworker.aws;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container, one for all tests; it goes with the JVM. */
public final class LocalStack implements Emulators {
    /** Why tests are skipped where it isn't. */
    public static final String NOT_THERE =
            "LocalStack needs Docker, which does not answer here: the same tests run on the emulators in this JVM";

    /** The only one. */
    public static final LocalStack SHARED = new LocalStack();

    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.0.3");

    private LocalStack() {}

    /** {@return whether there is Docker to run it} */
    public static boolean isThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Started when it is first asked for. */
    private static final class Holder {
        @SuppressWarnings("resource") // Testcontainers ends it with the JVM.
        static final LocalStackContainer CONTAINER = started();

        private static LocalStackContainer started() {
            LocalStackContainer container = new LocalStackContainer(IMAGE).withServices("sqs", "s3", "dynamodb");
            container.start();
            return container;
        }
    }

    @Override
    public LocalSqs sqs() {
        return LocalSqs.at(Holder.CONTAINER.getEndpoint());
    }

    @Override
    public LocalS3 s3() {
        return LocalS3.at(Holder.CONTAINER.getEndpoint());
    }

    @Override
    public LocalDynamo dynamo() {
        return LocalDynamo.at(Holder.CONTAINER.getEndpoint());
    }
}
