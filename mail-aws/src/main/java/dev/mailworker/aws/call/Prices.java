package dev.mailworker.aws.call;

import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.ServiceRequest.Trouble;
import java.util.Set;

/**
 * What requests cost in US dollars, by the price lists of us-east-2 for the first and dearest tier: for an estimate. Left out are
 * SES, which is paid by mails, and storage and traffic.
 */
public final class Prices {
    private static final double MILLION = 1_000_000;
    private static final double SQS = 0.40 / MILLION;
    private static final double S3_READ = 0.40 / MILLION;
    private static final double S3_WRITE = 5.00 / MILLION;
    private static final double READ_UNIT = 0.125 / MILLION;
    private static final double WRITE_UNIT = 0.625 / MILLION;

    private static final Set<Trouble> FREE =
            Set.of(Trouble.SERVER, Trouble.THROTTLED, Trouble.TIMEOUT, Trouble.NETWORK);

    private Prices() {}

    /**
     * {@return what a request costs; nothing for a read of DynamoDB, whose units are counted}
     *
     * @param request any
     */
    static double dollars(ServiceRequest request) {
        if (FREE.contains(request.trouble())) {
            return 0;
        }
        String operation = request.operation();
        return switch (request.service()) {
            case "sqs" -> SQS;
            case "s3" -> s3(operation);
            // The items that are written are smaller than a unit.
            case "dynamodb" -> operation.matches("(Put|Update|Delete)Item") ? WRITE_UNIT : 0;
            default -> 0;
        };
    }

    private static double s3(String operation) {
        if (operation.startsWith("Delete")) {
            return 0;
        }
        return operation.matches("(Put|Copy|List|Post|Create|Complete|Upload).*") ? S3_WRITE : S3_READ;
    }

    /**
     * {@return what reads of DynamoDB cost}
     *
     * @param units read units
     */
    public static double ofReads(double units) {
        return units * READ_UNIT;
    }
}
