package dev.mailworker.mail;

/** Bounces as SES and others make them. */
public final class BounceSamples {
    /** SES's id of the mail that came back. */
    public static final String ID = "0100018f6c1d2e3f-5b1c7d9e-1111-4222-8333-444455556666-000000";

    /** As SES makes them: Action stands before Final-Recipient, the MTA's type is wrong, the reason is folded. */
    public static final String SES = """
            Return-Path: <>
            From: MAILER-DAEMON@us-east-2.amazonses.com
            To: alice@example.com
            Message-ID: <0100018f6c1d9999-000000@us-east-2.amazonses.com>
            Subject: Delivery Status Notification (Failure)
            MIME-Version: 1.0
            Content-Type: multipart/report;\s
            \tboundary="----=_Part_1_2.3";\s
            \treport-type=delivery-status

            ------=_Part_1_2.3
            Content-Type: text/plain; charset=us-ascii
            Content-Transfer-Encoding: 7bit
            Content-Description: Notification

            An error occurred while trying to deliver the mail to the following recipients:
            dora@example.net
            ------=_Part_1_2.3
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: 7bit

            Reporting-MTA: dsn; a1-2.smtp-out.us-east-2.amazonses.com

            Action: failed
            Final-Recipient: rfc822; dora@example.net
            Diagnostic-Code: smtp; 550 5.1.1 no such user:
             dora
            Status: 5.1.1


            ------=_Part_1_2.3
            Content-Type: message/rfc822

            From: alice@example.com
            To: dora@example.net
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
            Message-ID:
             <%s@us-east-2.amazonses.com>

            Hello, Dora.
            ------=_Part_1_2.3--
            """.formatted(ID).replace("\n", "\r\n");

    /** As Amazon WorkMail rewrites them: no report any more, the status inside the text. */
    public static final String WORKMAIL = """
            Return-Path: <>
            Subject: =?iso-8859-15?Q?Delivery_Status_Notification_=28Failure=29?=
            From: MAILER-DAEMON@us-east-2.amazonses.com
            Content-Type: multipart/mixed;
             boundary="=_a"

            This is a multi-part message in MIME format.
            --=_a
            Content-Type: text/plain; charset=iso-8859-15
            Content-Transfer-Encoding: quoted-printable

            An error occurred while trying to deliver the mail to the following recip=
            ients:
            dora@example.net

            Technical report:

            Reporting-MTA: d=
            sn; a1-2.smtp-out.us-east-2.amazonses.com

            Action: failed
            Final-Reci=
            pient: rfc822; dora@example.net
            Diagnostic-Code: smtp; 554 4.4.7 Message expired
            Status: 4.4.7

            --=_a
            Content-Type: message/rfc822
            Content-Disposition: attachment

            Subject: hi
            Message-Id: <%s@us-east-2.amazonses.com>

            text
            --=_a--
            """.formatted(ID).replace("\n", "\r\n");

    /** A complaint, by a provider that leaves out who complained. */
    public static final String COMPLAINT = """
            From: complaints@email-abuse.amazonses.com
            Subject: Fw: offer
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            This is an email abuse report.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: A/1
            Version: 0.1

            --b
            Content-Type: message/rfc822

            From: alice@example.com
            To: Dora <dora@example.net>
            Subject: offer
            Message-ID: <%s@email.amazonses.com>

            text
            --b--
            """.formatted(ID);

    private BounceSamples() {}

    /** {@return a mail with the null sender} */
    public static Mail bounce(String text) {
        return MailSamples.mail(text, Verdicts.NONE, MailSamples.envelope("<>", "alice@example.com"));
    }
}
