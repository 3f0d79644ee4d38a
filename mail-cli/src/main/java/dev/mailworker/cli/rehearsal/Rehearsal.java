package dev.mailworker.cli.rehearsal;

/** What is brought in a rehearsal: to one recipient an ordinary mail, to another one who is away. */
final class Rehearsal {
    static final String DOMAIN = "rehearsal.example";
    static final String BUCKET = "rehearsal-example-emails";
    static final String SENDER = "ann@example.net";
    static final String AWAY = "away@" + DOMAIN;

    private static final int EACH_AWAY = 10;

    private Rehearsal() {}

    static String recipient(int number) {
        return number % EACH_AWAY == 1 ? AWAY : "bob@" + DOMAIN;
    }

    static String mail(int number) {
        String text = """
                Return-Path: <%s>
                Received: from mail.example.net by inbound-smtp.us-east-2.amazonaws.com with SMTP id mail-%d for %s
                From: =?utf-8?q?Ann_=C3=84?= <%1$s>
                To: Bob <%3$s>
                Subject: A rehearsal
                Date: Thu, 1 Jan 2026 09:00:00 +0000
                Message-ID: <rehearsal-%2$d@example.net>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Hello.
                """.formatted(SENDER, number, recipient(number));
        return text.replace("\n", "\r\n");
    }
}
