package dev.mailworker.smtp;

import dev.mailworker.mail.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Dovecot of the test's own, with the mailboxes of alice, bob and full@example.com, and others if the test names them;
 * full's quota is one octet.
 */
final class PrivateDovecot implements AutoCloseable {
    private static final String CONFIGURATION = """
            base_dir = %1$s/run
            state_dir = %1$s/state
            log_path = %1$s/dovecot.log
            protocols = imap lmtp
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            auth_mechanisms = plain login
            auth_failure_delay = 0
            first_valid_uid = 1
            first_valid_gid = 1
            mail_location = maildir:~/Maildir
            mail_plugins = quota
            quota_full_tempfail = no
            plugin {
              quota = maildir:User quota
            }
            passdb {
              driver = passwd-file
              args = scheme=PLAIN username_format=%%u %1$s/users
            }
            userdb {
              driver = passwd-file
              args = username_format=%%u %1$s/users
              default_fields = uid=65534 gid=65534 home=%1$s/home/%%d/%%n
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = %2$d
              }
              inet_listener imaps {
                port = 0
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = %3$d
              }
            }
            service auth {
              inet_listener sasl {
                address = 127.0.0.1
                port = %4$d
              }
            }
            protocol lmtp {
              auth_username_format = %%Lu
              postmaster_address = postmaster@example.com
            }
            """;

    private final RealServer server;
    private final Path folder;
    private final int imapPort;
    private final int lmtpPort;
    private final int saslPort;

    private PrivateDovecot(RealServer server, Path folder, int imapPort, int lmtpPort, int saslPort) {
        this.server = server;
        this.folder = folder;
        this.imapPort = imapPort;
        this.lmtpPort = lmtpPort;
        this.saslPort = saslPort;
    }

    static PrivateDovecot in(Path folder, EmailAddress... others) throws Exception {
        Path program = RealServer.needs("/usr/sbin/dovecot");
        RealServer.needs("/usr/lib/dovecot/lmtp");
        RealServer.needs("/usr/lib/dovecot/imap");
        RealServer.open(folder);
        for (String sub : new String[] {"run", "state", "home"}) {
            RealServer.open(Files.createDirectory(folder.resolve(sub)));
        }
        RealServer.own(folder.resolve("home"), "nobody");
        Files.writeString(folder.resolve("users"), """
                alice@example.com:{PLAIN}secret::::::
                bob@example.com:{PLAIN}secret::::::
                full@example.com:{PLAIN}secret::::::userdb_quota_rule=*:bytes=1
                """ + users(others));
        int imap = RealServer.freePort();
        int lmtp = RealServer.freePort();
        int sasl = RealServer.freePort();
        Path configuration =
                Files.writeString(folder.resolve("dovecot.conf"), CONFIGURATION.formatted(folder, imap, lmtp, sasl));
        RealServer.announce("Dovecot " + RealServer.run(folder.resolve("version"), program.toString(), "--version"));
        RealServer server =
                RealServer.start(folder.resolve("out"), lmtp, program.toString(), "-F", "-c", configuration.toString());
        return new PrivateDovecot(server, folder, imap, lmtp, sasl);
    }

    private static String users(EmailAddress... others) {
        return Stream.of(others).map(user -> user + ":{PLAIN}secret::::::\n").collect(Collectors.joining());
    }

    /** {@return the mails of an inbox as they lie there, with what Dovecot put on top} */
    List<String> inbox(EmailAddress of) throws IOException {
        Path inbox = folder.resolve("home")
                .resolve(of.domain())
                .resolve(of.localPart())
                .resolve("Maildir/new");
        List<String> mails = new ArrayList<>();
        if (Files.isDirectory(inbox)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox)) {
                for (Path file : files) {
                    mails.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return mails;
    }

    int imapPort() {
        return imapPort;
    }

    int lmtpPort() {
        return lmtpPort;
    }

    int saslPort() {
        return saslPort;
    }

    @Override
    public void close() {
        server.close();
    }
}
