package dev.mailworker.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A socket that can hold back what is written, so that several commands go out together (RFC 2920), and gives up on a
 * write that the peer doesn't take. TLS lies on top of it: what is held back then is records.
 *
 * <p>For one thread at a time, as a session is.
 */
final class CorkableSocket extends Socket {
    private final String host;
    private final Watchdog watchdog;
    private final Duration writeTimeout;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean corked;

    CorkableSocket(String host, Watchdog watchdog, Duration writeTimeout) {
        this.host = host;
        this.watchdog = watchdog;
        this.writeTimeout = writeTimeout;
    }

    void connect(int port, Duration timeout) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no address is known for " + host);
        }
        connect(address, (int) timeout.toMillis());
        setTcpNoDelay(true);
    }

    /** {@return the address with the name that was asked for, so that nobody looks one up and checks a certificate by it} */
    @Override
    public @Nullable InetAddress getInetAddress() {
        InetAddress address = super.getInetAddress();
        try {
            return address == null ? null : InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** From now on, holds back what is written. */
    void cork() {
        corked = true;
    }

    /** Writes what was held back, and holds back nothing any more. */
    void uncork() throws IOException {
        corked = false;
        byte[] bytes = held.toByteArray();
        held.reset();
        if (bytes.length > 0) {
            writeWatched(bytes, 0, bytes.length);
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        // Asks early, for the error of a closed socket.
        super.getOutputStream();
        return new CorkableStream();
    }

    /**
     * Closes it after a time, whatever it is doing then.
     *
     * @param time how long it may still be open
     * @return cancel it when it's closed
     */
    Future<?> closeAfter(Duration time) {
        return watchdog.closeAfter(this, time);
    }

    private void writeWatched(byte[] bytes, int offset, int length) throws IOException {
        Future<?> bite = closeAfter(writeTimeout);
        try {
            super.getOutputStream().write(bytes, offset, length);
        } finally {
            bite.cancel(false);
        }
    }

    private final class CorkableStream extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (corked) {
                held.write(bytes, offset, length);
            } else {
                writeWatched(bytes, offset, length);
            }
        }

        @Override
        public void close() throws IOException {
            CorkableSocket.this.close();
        }
    }
}
