package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The way to a server far away: what goes in comes out a while later, in both directions, however much it is. */
final class SlowLink implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final long delayNanos;
    private final AtomicInteger connections = new AtomicInteger();

    private record Chunk(ByteBuffer octets, long dueNanos) {}

    SlowLink(int target, double millisOneWay) throws IOException {
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.target = target;
        this.delayNanos = (long) (millisOneWay * 1e6);
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                connections.incrementAndGet();
                join(near, far);
                join(far, near);
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void join(Socket from, Socket to) {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        daemon(() -> read(from, underWay));
        daemon(() -> write(underWay, to));
    }

    private void read(Socket from, BlockingQueue<Chunk> underWay) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                underWay.add(new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), System.nanoTime() + delayNanos));
            }
        } catch (IOException gone) {
            // The other side is told below.
        }
        underWay.add(new Chunk(ByteBuffer.allocate(0), System.nanoTime() + delayNanos));
    }

    private static void write(BlockingQueue<Chunk> underWay, Socket to) {
        try (to) {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underWay.take(); chunk.octets().hasRemaining(); chunk = underWay.take()) {
                TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
                out.write(chunk.octets().array());
            }
        } catch (IOException gone) {
            // Nobody is left to be told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "slow-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
