package dev.slipway.gateway.platform;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.ReplicaState;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** A replica on a plain socket that answers a body's length, or resets the connection within it. */
public final class ResettingReplica implements AutoCloseable {
    private final UUID instance = UUID.randomUUID();
    private final ServerSocket listening;
    private final AtomicBoolean resets = new AtomicBoolean();

    public ResettingReplica() {
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The next body is not read to its end. */
    public void resetsNext() {
        resets.set(true);
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
            InputStream in = new BufferedInputStream(socket.getInputStream(), 512);
            String head = head(in);
            while (!head.isEmpty()) {
                int length = length(head);
                if (length > 0 && resets.compareAndSet(true, false)) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                in.skipNBytes(length);
                String body = Integer.toString(length);
                socket.getOutputStream()
                        .write(
                                ("HTTP/1.1 200 OK\r\nContent-Length: "
                                                + body.length()
                                                + "\r\n\r\n"
                                                + body)
                                        .getBytes(StandardCharsets.US_ASCII));
                head = head(in);
            }
        } catch (IOException gone) {
            // the gateway left
        }
    }

    /** Empty when the connection ended. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            head.append((char) next);
            if (head.length() > 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString().toLowerCase(Locale.ROOT);
            }
            next = in.read();
        }
        return "";
    }

    private static int length(String head) {
        int at = head.indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + 15, head.indexOf("\r\n", at)).strip());
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
