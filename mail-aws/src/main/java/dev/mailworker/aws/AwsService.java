package dev.mailworker.aws;

/** The services that a site uses. */
public enum AwsService {
    /** The queues: {@code AWS_ENDPOINT_URL_SQS}. */
    SQS,
    /** The mails: {@code AWS_ENDPOINT_URL_S3}. */
    S3,
    /** The tables: {@code AWS_ENDPOINT_URL_DYNAMODB}. */
    DYNAMODB,
    /** The way out: {@code AWS_ENDPOINT_URL_SESV2}. */
    SESV2,
    /** Whose credentials they are, which only the doctor asks: {@code AWS_ENDPOINT_URL_STS}. */
    STS
}
