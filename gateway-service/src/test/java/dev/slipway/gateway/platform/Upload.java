package dev.slipway.gateway.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends all of a long body before it reads anything, as simple ones do. */
public final class Upload implements AutoCloseable {
    private static final byte[] PIECE = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;

    public Upload(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    /** The length in whole pieces of 64 KiB. */
    public void send(String path, int bytes, boolean chunked) throws IOException {
        write(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + Platform.INFER_KEY
                        + (chunked
                                ? "\r\nTransfer-Encoding: chunked"
                                : "\r\nContent-Length: " + bytes)
                        + "\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        for (int sent = 0; sent < bytes; sent += PIECE.length) {
            if (chunked) {
                write(Integer.toHexString(PIECE.length) + "\r\n");
            }
            out.write(PIECE);
            if (chunked) {
                write("\r\n");
            }
        }
        if (chunked) {
            write("0\r\n\r\n");
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads until that text has come. */
    public String readUntil(String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("only this came: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
