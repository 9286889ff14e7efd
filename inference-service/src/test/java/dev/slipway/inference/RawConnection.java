package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.contract.Headers;
import dev.slipway.trust.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection on which a test writes HTTP byte by byte, and which it can leave. */
final class RawConnection implements AutoCloseable {
    private final TestReplica replica;
    private final Socket socket;

    RawConnection(TestReplica replica) throws IOException {
        this(replica, 0);
    }

    /**
     * A connection whose client takes in little before it reads.
     *
     * @param receiveBytes that the kernel keeps about; 0 for as many as it likes
     */
    RawConnection(TestReplica replica, int receiveBytes) throws IOException {
        this.replica = replica;
        this.socket = new Socket();
        if (receiveBytes > 0) {
            // Once it is connected this would come too late.
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), replica.port));
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    /** Sends a head of an inference request. */
    RawConnection head(String model, int version, String... headers) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append("POST /v2/models/").append(model).append("/infer HTTP/1.1\r\nHost: test\r\n");
        header(head, Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA));
        header(head, Headers.REPLICA, replica.instance.toString());
        header(head, Headers.MODEL, model);
        header(head, Headers.VERSION, Integer.toString(version));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** The head of the next answer, up to the empty line. */
    String readHead() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return head.toString(ISO_8859_1);
            }
            head.write(next);
            String text = head.toString(ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
    }

    String read(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    /** Whether the other side has closed. */
    boolean isAtEnd() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
