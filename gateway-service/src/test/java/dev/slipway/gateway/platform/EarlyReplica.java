package dev.slipway.gateway.platform;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.ReplicaState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A replica on a plain socket that answers when it has read a part of the body. */
public final class EarlyReplica implements AutoCloseable {
    /** What it does after its answer. */
    public enum Then {
        READS_ON,
        STOPS_READING,
        CLOSES
    }

    private final UUID instance = UUID.randomUUID();
    private final ServerSocket listening;
    private final int readsBytes;
    private final String answer;
    private final Then then;
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Inferences that came, and connections of theirs that the gateway ended. */
    public final AtomicInteger asked = new AtomicInteger();

    public final AtomicInteger ended = new AtomicInteger();

    /** The answer is all bytes that are written. */
    public EarlyReplica(int readsBytes, String answer, Then then) {
        this.readsBytes = readsBytes;
        this.answer = answer;
        this.then = then;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** An answer with a body and, beside Content-Length, these header lines. */
    public static String answer(int status, String code, String body, String... headers) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + " No\r\nX-Slipway-Error: " + code);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        return head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public RoutedReplica routed(ServedVersion serves) {
        return new RoutedReplica(
                instance,
                "default",
                "127.0.0.1:" + listening.getLocalPort(),
                ReplicaState.READY,
                64,
                List.of(serves));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            String head = head(in);
            if (head.startsWith("GET /livez")) {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                return;
            }
            asked.incrementAndGet();
            write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            in.readNBytes(readsBytes);
            write(socket, answer);
            if (then == Then.CLOSES) {
                return;
            }
            if (then == Then.STOPS_READING) {
                goOn.await();
            }
            in.skipNBytes(Long.MAX_VALUE);
        } catch (IOException gatewayClosed) {
            ended.incrementAndGet();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on reading after it has stopped. */
    public void readOn() {
        goOn.countDown();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        readOn();
        try {
            listening.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
