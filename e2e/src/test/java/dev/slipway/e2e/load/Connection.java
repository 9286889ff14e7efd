package dev.slipway.e2e.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 connection on a blocking socket, without a pool and without retries, so that what
 * was sent and what came back is known exactly. Not for two threads at once.
 */
public final class Connection implements AutoCloseable {
    private static final int LINE_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 256 * 1024 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.out = socket.getOutputStream();
    }

    public static Connection open(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) CONNECT_TIMEOUT.toMillis());
            return new Connection(socket);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** Sends raw bytes without waiting for anything. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a whole request and waits for its whole answer. */
    public Answer exchange(byte[] request, Duration timeout) throws IOException {
        send(request);
        return read(timeout);
    }

    /** Reads one answer; interim ones (1xx) are skipped. */
    public Answer read(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Answer answer = readOne(deadline);
            if (answer.status() >= 200) {
                return answer;
            }
        }
    }

    private Answer readOne(long deadline) throws IOException {
        String status = line(deadline);
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.1")) {
            throw new IOException("not an HTTP/1.1 answer: '" + status + "'");
        }
        int code = Integer.parseInt(words[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(deadline); !line.isEmpty(); line = line(deadline)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = code < 200 || code == 204 ? new byte[0] : body(headers, deadline);
        return new Answer(code, headers, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] body(Map<String, String> headers, long deadline) throws IOException {
        String encoding = headers.get("transfer-encoding");
        if (encoding != null) {
            return chunks(deadline);
        }
        String length = headers.get("content-length");
        if (length == null) {
            throw new IOException("an answer without a length");
        }
        return bytes(Integer.parseInt(length), deadline);
    }

    private byte[] chunks(long deadline) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(deadline).split(";", 2)[0].strip(), 16);
            whole.write(bytes(size, deadline));
            line(deadline);
            if (size == 0) {
                return whole.toByteArray();
            }
        }
    }

    private byte[] bytes(int count, long deadline) throws IOException {
        if (count < 0 || count > BODY_LIMIT) {
            throw new IOException("an answer of " + count + " bytes");
        }
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count) {
            arm(deadline);
            int more = in.read(bytes, read, count - read);
            if (more < 0) {
                throw new EOFException("closed after " + read + " of " + count + " bytes of body");
            }
            read += more;
        }
        return bytes;
    }

    private String line(long deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < LINE_LIMIT) {
            arm(deadline);
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed before the end of the head");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
        throw new IOException("a line of more than " + LINE_LIMIT + " bytes");
    }

    private void arm(long deadline) throws IOException {
        long leftMs = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        socket.setSoTimeout((int) Math.min(leftMs, Integer.MAX_VALUE));
    }

    /** Leaves at once with a reset, as a killed client does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
