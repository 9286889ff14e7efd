package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.sizing.LivenessProbe;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Any HTTP answer at all to {@code GET /livez} tells that the process runs. */
final class SocketLivenessProbe implements LivenessProbe {
    private final Duration limit;

    SocketLivenessProbe(Duration limit) {
        this.limit = limit;
    }

    @Override
    public boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        int millis = Math.toIntExact(limit.toMillis());
        long began = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1))),
                    millis);
            long spent = (System.nanoTime() - began) / 1_000_000;
            socket.setSoTimeout(Math.max(1, millis - Math.toIntExact(spent)));
            socket.getOutputStream().write(request(address));
            InputStream in = socket.getInputStream();
            return in.read() == 'H';
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException silent) {
            return false;
        }
    }

    private static byte[] request(String address) {
        return ("GET /livez HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
