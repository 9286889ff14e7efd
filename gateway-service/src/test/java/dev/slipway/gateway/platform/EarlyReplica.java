package dev.slipway.gateway.platform;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
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

    private final int readsBytes;
    private final String answer;
    private final Then then;
    private final ReplicaSocket socket;
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Inferences that came, and connections of theirs that the gateway ended. */
    public final AtomicInteger asked = new AtomicInteger();

    public final AtomicInteger ended = new AtomicInteger();

    /** The answer is all bytes that are written. */
    public EarlyReplica(int readsBytes, String answer, Then then) {
        this.readsBytes = readsBytes;
        this.answer = answer;
        this.then = then;
        this.socket = new ReplicaSocket(this::serve);
    }

    /** An answer with a body and, beside Content-Length, these header lines. */
    public static String answer(int status, String code, String body, String... headers) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + " No\r\n" + Headers.ERROR + ": " + code);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        return head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public RoutedReplica routed(ServedVersion serves) {
        return socket.routed(serves);
    }

    private void serve(Socket connection) {
        try {
            InputStream in = connection.getInputStream();
            String head = ReplicaSocket.head(in);
            if (head.startsWith("GET /livez")) {
                ReplicaSocket.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                return;
            }
            asked.incrementAndGet();
            ReplicaSocket.write(connection, "HTTP/1.1 100 Continue\r\n\r\n");
            in.readNBytes(readsBytes);
            ReplicaSocket.write(connection, answer);
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

    @Override
    public void close() {
        readOn();
        socket.close();
    }
}
