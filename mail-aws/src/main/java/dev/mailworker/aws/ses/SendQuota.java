package dev.mailworker.aws.ses;

import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;

/**
 * What an account may send in a region, as SES's GetAccount says.
 *
 * @param perSecond the most mails a second, one recipient each
 * @param perDay the most in any 24 hours; negative for any number
 * @param sentInLastDay how many of these are used
 */
public record SendQuota(double perSecond, double perDay, double sentInLastDay) {
    /** Of an account about which nothing is known. */
    static final SendQuota UNKNOWN = new SendQuota(0, -1, 0);

    static SendQuota of(GetAccountResponse account) {
        return account.sendQuota() == null
                ? UNKNOWN
                : new SendQuota(
                        number(account.sendQuota().maxSendRate(), 0),
                        number(account.sendQuota().max24HourSend(), -1),
                        number(account.sendQuota().sentLast24Hours(), 0));
    }

    private static double number(Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    boolean limitsRate() {
        return perSecond > 0;
    }

    boolean limitsDay() {
        return perDay >= 0;
    }
}
