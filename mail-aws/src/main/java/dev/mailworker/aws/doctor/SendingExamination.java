package dev.mailworker.aws.doctor;

import dev.mailworker.aws.doctor.Finding.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.VerificationStatus;

/** What SES sends for an account in a region, and whether it sends for the site's domains there. */
public final class SendingExamination implements Examination {
    private static final int PAGE = 1000;

    private final SesV2Client client;
    private final String region;
    private final List<String> domains;
    private final double quotaShare;

    /**
     * Looks at SES.
     *
     * @param client stays open
     * @param region which region, for people
     * @param domains the domains whose mail leaves there, in lower case
     * @param quotaShare how much of the quota this worker uses at most, from 0 to 1
     */
    public SendingExamination(SesV2Client client, String region, List<String> domains, double quotaShare) {
        this.client = client;
        this.region = region;
        this.domains = List.copyOf(new TreeSet<>(domains));
        this.quotaShare = quotaShare;
    }

    @Override
    public String subject() {
        return "SES (" + region + ")";
    }

    @Override
    public List<Finding> examine() {
        Report report = new Report(subject());
        report.ask("read the account's state", "ses:GetAccount", State.WARN, () -> client.getAccount(request -> {}))
                .ifPresent(account -> account(report, account));
        report.ask("list the identities", "ses:ListEmailIdentities", State.WARN, this::identities)
                .ifPresent(identities -> domains.forEach(domain -> identity(report, domain, identities)));
        report.unknown(
                "whether two receipt rules store one mail was not looked at: that is asked by the older SES interface,"
                        + " which this program does not speak",
                "aws ses describe-active-receipt-rule-set --region " + region
                        + ": for each recipient, one rule alone should have an S3 action");
        return report.findings();
    }

    private void account(Report report, GetAccountResponse account) {
        if (Boolean.FALSE.equals(account.sendingEnabled())) {
            report.bad("sending is paused for the account", "see the SES console, account dashboard");
        }
        String enforcement = String.valueOf(account.enforcementStatus());
        if (enforcement.equals("SHUTDOWN")) {
            report.bad("AWS has shut down sending for the account", "answer AWS's request in the SES console");
        } else if (enforcement.equals("PROBATION")) {
            report.warn("the account is on probation", "see the SES console, reputation metrics");
        }
        if (Boolean.FALSE.equals(account.productionAccessEnabled())) {
            report.warn(
                    "the account is in the sandbox: SES sends to verified addresses only",
                    "ask for production access in the SES console");
        }
        quota(report, account);
    }

    private void quota(Report report, GetAccountResponse account) {
        if (account.sendQuota() == null || account.sendQuota().max24HourSend() == null) {
            return;
        }
        double most = account.sendQuota().max24HourSend();
        double sent = Optional.ofNullable(account.sendQuota().sentLast24Hours()).orElse(0.0);
        String found = most < 0
                ? "sends any number of mails a day"
                : "sent " + (long) sent + " of " + (long) most + " mails in 24 hours";
        found += ", " + account.sendQuota().maxSendRate() + " a second at most";
        if (most >= 0 && sent >= most * quotaShare) {
            report.warn(
                    found + ": the worker's share is used up, and forwards and replies wait", "ask for a larger quota");
        } else {
            report.ok(found);
        }
    }

    private Map<String, IdentityInfo> identities() {
        Map<String, IdentityInfo> found = new HashMap<>();
        client.listEmailIdentitiesPaginator(request -> request.pageSize(PAGE)).stream()
                .flatMap(page -> page.emailIdentities().stream())
                .forEach(each -> found.put(each.identityName(), each));
        return found;
    }

    /** A verified domain stands for those below it. */
    private static void identity(Report report, String domain, Map<String, IdentityInfo> identities) {
        for (String name = domain; !name.isEmpty(); name = parent(name)) {
            IdentityInfo found = identities.get(name);
            if (found != null && found.verificationStatus() == VerificationStatus.SUCCESS) {
                report.ok(domain + " is verified" + (name.equals(domain) ? "" : " as part of " + name));
                return;
            }
        }
        IdentityInfo own = identities.get(domain);
        report.bad(
                domain
                        + (own == null
                                ? " is no identity of this account"
                                : " is not verified: its verification is " + own.verificationStatusAsString()),
                "aws sesv2 create-email-identity --email-identity " + domain
                        + ", and publish the DNS records that it names");
    }

    private static String parent(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? "" : domain.substring(dot + 1);
    }
}
