package dev.mailworker.aws.s3;

import dev.mailworker.mail.RawMail;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.StoredAudit;

/** A mail from S3, with all that an in-place copy has to give again. */
record S3Fetched(RawMail raw, StoredAudit audit, StoredProperties properties) implements Fetched {}
