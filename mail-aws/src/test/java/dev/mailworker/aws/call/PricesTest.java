package dev.mailworker.aws.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.ServiceRequest.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PricesTest {
    private static double perMillion(String service, String operation, Trouble trouble) {
        return Prices.dollars(new ServiceRequest(service, operation, trouble, Duration.ZERO)) * 1_000_000;
    }

    @ParameterizedTest
    @CsvSource({
        "sqs,ReceiveMessage,0.40",
        "sqs,DeleteMessageBatch,0.40",
        "s3,GetObject,0.40",
        "s3,HeadObject,0.40",
        "s3,PutObject,5.00",
        "s3,CopyObject,5.00",
        "s3,ListObjectsV2,5.00",
        "s3,DeleteObject,0",
        "dynamodb,PutItem,0.625",
        "dynamodb,BatchGetItem,0",
        "sesv2,SendEmail,0"
    })
    void requestsHaveTheirPrices(String service, String operation, double dollars) {
        assertThat(perMillion(service, operation, Trouble.NONE)).isCloseTo(dollars, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"SERVER", "THROTTLED", "TIMEOUT", "NETWORK"})
    void whatAwsDidNotDoIsFree(Trouble trouble) {
        assertThat(perMillion("s3", "CopyObject", trouble)).isZero();
    }

    @Test
    void refusalsArePaid() {
        assertThat(perMillion("s3", "GetObject", Trouble.NOT_FOUND)).isCloseTo(0.40, within(1e-9));
    }

    @Test
    void readsArePaidByUnits() {
        assertThat(Prices.ofReads(8_000_000)).isCloseTo(1.0, within(1e-9));
    }
}
