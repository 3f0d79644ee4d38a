package dev.mailworker.examples;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.local.LocalSite;
import java.io.PrintStream;
import java.nio.file.Path;

/** The whole worker in an application of one's own: here, on a folder. */
public final class EmbeddedWorker {
    private EmbeddedWorker() {}

    /**
     * Delivers what lies in a local site's spool, and prints what came of each mail.
     *
     * @param args the site's folder
     * @throws InterruptedException if interrupted while mails are delivered
     */
    public static void main(String[] args) throws InterruptedException {
        run(Path.of(args[0]), System.out);
    }

    static void run(Path folder, PrintStream out) throws InterruptedException {
        try (LocalSite site = LocalSite.open(folder);
                MailWorker worker = MailWorkerBuilder.on(site)
                        .listener(mail -> out.println(mail.arrival().blob().key() + ": "
                                + mail.settlement().because()))
                        .build()) {
            worker.runOnce();
        }
    }
}
