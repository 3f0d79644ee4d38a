package dev.mailworker.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Puts TLS on sockets, with the trust that the settings ask for. Immutable. */
final class TlsSockets {
    private final SSLSocketFactory factory;
    private final boolean verified;

    /**
     * Reads the certificates to trust.
     *
     * @throws IllegalArgumentException if they can't be read
     */
    TlsSockets(Tls tls) {
        this.factory = context(tls).getSocketFactory();
        this.verified = tls.verified();
    }

    SSLSocketFactory factory() {
        return factory;
    }

    /** Puts TLS on a connected socket, and shakes hands. */
    Socket over(Socket plain, String host, int port) throws IOException {
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, host, port, true);
        if (verified) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        secure.startHandshake();
        return secure;
    }

    private static SSLContext context(Tls tls) {
        SSLContext given = tls.context();
        Path certificates = tls.certificates();
        try {
            if (given != null) {
                return given;
            }
            if (certificates != null) {
                return context(TrustManagers.of(certificates));
            }
            return tls.verified() ? SSLContext.getDefault() : context(new TrustManager[] {new AnyCertificate()});
        } catch (IOException | GeneralSecurityException e) {
            String what = certificates == null ? "TLS" : "the certificates in " + certificates;
            throw new IllegalArgumentException("can't use " + what + ": " + e.getMessage(), e);
        }
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    private static final class TrustManagers {
        static TrustManager[] of(Path pem) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : read(pem)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("there is none");
            }
            TrustManagerFactory made = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            made.init(store);
            return made.getTrustManagers();
        }

        private static Collection<? extends Certificate> read(Path pem) throws IOException, GeneralSecurityException {
            try (InputStream in = Files.newInputStream(pem)) {
                return CertificateFactory.getInstance("X.509").generateCertificates(in);
            }
        }
    }

    /** Extended, because the JDK adds checks of its own to a plain one. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
