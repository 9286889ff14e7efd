package dev.slipway.gateway.platform;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** A replica on a plain socket that answers a body's length, or resets the connection within it. */
public final class ResettingReplica implements AutoCloseable {
    private final AtomicBoolean resets = new AtomicBoolean();
    private final ReplicaSocket socket = new ReplicaSocket(this::serve);

    /** The next body is not read to its end. */
    public void resetsNext() {
        resets.set(true);
    }

    public RoutedReplica routed(ServedVersion serves) {
        return socket.routed(serves);
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream(), 512);
        while (true) {
            int length = length(ReplicaSocket.head(in).toLowerCase(Locale.ROOT));
            if (length > 0 && resets.compareAndSet(true, false)) {
                connection.setSoLinger(true, 0);
                return;
            }
            in.skipNBytes(length);
            String body = Integer.toString(length);
            ReplicaSocket.write(
                    connection,
                    "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
    }

    private static int length(String head) {
        int at = head.indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + 15, head.indexOf("\r\n", at)).strip());
    }

    @Override
    public void close() {
        socket.close();
    }
}
