package dev.slipway.store.bytes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.store.bytes.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket that answers the first part only when the sender has gone on. */
@SuppressWarnings("NullAway.Init")
class PartsBesideReadingTest {
    private static final int PART = 5 << 20;
    private static final int LIMIT_SECONDS = 10;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch wentOn = new CountDownLatch(1);
    private ExecutorService threads;
    private HttpServer server;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        Duration limit = Duration.ofSeconds(2 * LIMIT_SECONDS);
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        store =
                new S3Configuration()
                        .objectStore(
                                new S3Settings(
                                        endpoint,
                                        "access",
                                        "secret",
                                        "bucket",
                                        "us-east-1",
                                        limit,
                                        limit,
                                        limit,
                                        limit,
                                        PART));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange call) throws IOException {
        call.getRequestBody().readAllBytes();
        String query = String.valueOf(call.getRequestURI().getRawQuery());
        String method = call.getRequestMethod();
        if (query.contains("partNumber=1&") || query.endsWith("partNumber=1")) {
            calls.add(hasGoneOn() ? "the sender went on" : "the sender waited");
        }
        if (method.equals("DELETE")) {
            calls.add("aborted");
        }
        String body = "";
        if (method.equals("POST") && query.contains("uploads")) {
            body =
                    "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>k</Key>"
                            + "<UploadId>u</UploadId></InitiateMultipartUploadResult>";
        } else if (method.equals("POST")) {
            calls.add("completed");
            body =
                    "<CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>k</Key>"
                            + "<ETag>e</ETag></CompleteMultipartUploadResult>";
        }
        send(call, method.equals("DELETE") ? 204 : 200, body);
    }

    private boolean hasGoneOn() {
        try {
            return wentOn.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void send(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/xml");
        call.getResponseHeaders().set("ETag", "\"e\"");
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            call.getResponseBody().write(bytes);
        }
        call.close();
    }

    /** Zeros; behind the middle of the second part it says that somebody got there. */
    private final class Sender extends InputStream {
        private final boolean breaksOff;
        private int sent;

        Sender(boolean breaksOff) {
            this.breaksOff = breaksOff;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (sent > PART + PART / 2) {
                wentOn.countDown();
                if (breaksOff) {
                    throw new IOException("the sender is gone");
                }
            }
            int count = Math.min(Math.min(length, 1 << 16), 3 * PART - sent);
            sent += count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    @Test
    void theNextPartIsReadWhileOneIsSent() throws IOException {
        store.put("k", new Sender(false));
        assertThat(calls).containsExactly("the sender went on", "completed");
    }

    @Test
    void aPartThatIsSentArrivesBeforeTheObjectIsGivenUp() {
        assertThatThrownBy(() -> store.put("k", new Sender(true)))
                .isInstanceOf(IOException.class)
                .hasMessage("the sender is gone");
        assertThat(calls).containsExactly("the sender went on", "aborted");
    }
}
