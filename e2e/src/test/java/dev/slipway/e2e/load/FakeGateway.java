package dev.slipway.e2e.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** A server on real sockets whose answers the test writes byte by byte. */
final class FakeGateway implements AutoCloseable {
    private final ServerSocket server;
    private final LongFunction<String> answers;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * Starts it.
     *
     * @param answers the whole answer to the request of a number; an empty one closes the
     *     connection instead
     */
    FakeGateway(LongFunction<String> answers) throws IOException {
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = socket.getOutputStream();
            while (true) {
                int length = 0;
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring(16));
                    }
                    line = in.readLine();
                }
                char[] body = new char[length];
                if (line == null || in.read(body, 0, length) != length) {
                    return;
                }
                String text = new String(body);
                long number = Long.parseLong(text.substring(8, text.indexOf('"', 8)));
                String answer = answers.apply(number);
                if (answer.isEmpty()) {
                    return;
                }
                out.write(answer.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException gone) {
            // The client left, which some tests do.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
