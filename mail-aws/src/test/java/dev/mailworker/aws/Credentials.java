package dev.mailworker.aws;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Credentials where the SDK looks for them first: emulators take any, or these. */
public final class Credentials implements BeforeAllCallback, AfterAllCallback {
    private static final String KEY = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty(KEY, LocalS3.CREDENTIAL);
        System.setProperty(SECRET, LocalS3.CREDENTIAL);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.clearProperty(KEY);
        System.clearProperty(SECRET);
    }
}
