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

/** Where a replica on a plain socket listens; each connection is served on a thread of its own. */
final class ReplicaSocket implements AutoCloseable {
    /** What is done with one connection; it is closed afterwards. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final UUID instance = UUID.randomUUID();
    private final ServerSocket listening;

    ReplicaSocket(Service service) {
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().start(() -> accept(service));
    }

    RoutedReplica routed(ServedVersion serves) {
        return new RoutedReplica(
                instance,
                "default",
                "127.0.0.1:" + listening.getLocalPort(),
                ReplicaState.READY,
                64,
                List.of(serves));
    }

    private void accept(Service service) {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(service, socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static void serve(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException gatewayLeft) {
            // nobody is there any more
        }
    }

    /** All up to the blank line; fails when the connection ends before it. */
    static String head(InputStream in) throws IOException {
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

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
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
