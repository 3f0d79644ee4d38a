package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.StubServer;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Against pages of a few keys, which an emulator doesn't give. */
class S3ListingTest {
    private final StubServer server = new StubServer();
    private final S3Client client = LocalS3.client(server.endpoint());
    private final S3Listing listing = new S3Listing(bucket -> client, ".mailworker/progress/");
    private final List<PortException> troubles = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static Answer page(String next, String... keys) {
        String contents = Stream.of(keys)
                .map(key -> "<Contents><Key>" + key + "</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
                        + "<Size>9</Size></Contents>")
                .collect(Collectors.joining());
        String more = next.isEmpty() ? "" : "<NextContinuationToken>" + next + "</NextContinuationToken>";
        return new Answer(
                200,
                Map.of("Content-Type", "application/xml"),
                "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>" + !next.isEmpty() + "</IsTruncated>" + more
                        + contents + "</ListBucketResult>");
    }

    private List<String> keys() {
        return listing.list("bucket", "in/", troubles::add)
                .map(entry -> entry.ref().key())
                .toList();
    }

    @Test
    void goesThroughAllPages() {
        server.answer(request ->
                request.path().contains("continuation-token=two") ? page("", "in/3") : page("two", "in/1", "in/2"));

        assertThat(keys()).containsExactly("in/1", "in/2", "in/3");
        assertThat(server.asked()).hasSize(2).allMatch(request -> request.path().contains("prefix=in%2F"));
        assertThat(troubles).isEmpty();
    }

    @Test
    void asksForAPageWhenItIsNeeded() {
        server.answer(request -> page("more", "in/1", "in/2"));

        Iterator<S3Listing.Entry> entries =
                listing.list("bucket", "", troubles::add).iterator();

        assertThat(entries.next())
                .isEqualTo(new S3Listing.Entry(new BlobRef("bucket", "in/1"), Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void leavesOutWhatIsNoMail() {
        server.answer(request -> page(
                "",
                ".mailworker/progress/1.json",
                "AMAZON_SES_SETUP_NOTIFICATION",
                "in/",
                "in/AMAZON_SES_SETUP_NOTIFICATION",
                "in/1"));

        assertThat(keys()).containsExactly("in/1");
    }

    @Test
    void tellsOfTroubleAfterWhatCameBefore() {
        server.answer(request -> request.path().contains("continuation-token")
                ? new Answer(403, Map.of(), "<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
                : page("two", "in/1"));

        assertThat(keys()).containsExactly("in/1");
        assertThat(troubles).singleElement().satisfies(trouble -> {
            assertThat(trouble.kind()).isEqualTo(Kind.DENIED);
            assertThat(trouble).hasMessageContaining("can't list bucket bucket: AccessDenied: no");
        });
    }
}
