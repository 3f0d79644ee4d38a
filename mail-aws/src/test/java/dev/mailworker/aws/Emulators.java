package dev.mailworker.aws;

/** Where a test's services are. What it gives is closed by who asked for it. */
public interface Emulators {
    /** A server for each service, in this JVM. */
    Emulators IN_THIS_JVM = new Emulators() {
        @Override
        public LocalSqs sqs() {
            return new LocalSqs();
        }

        @Override
        public LocalS3 s3() throws Exception {
            return new LocalS3();
        }

        @Override
        public LocalDynamo dynamo() throws Exception {
            return new LocalDynamo();
        }
    };

    /** {@return queues} */
    LocalSqs sqs();

    /** {@return buckets} */
    LocalS3 s3() throws Exception;

    /** {@return tables} */
    LocalDynamo dynamo() throws Exception;
}
