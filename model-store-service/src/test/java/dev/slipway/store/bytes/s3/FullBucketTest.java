package dev.slipway.store.bytes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.StorageFullException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket that has no room any more in the middle of a large object, and then has some. */
@SuppressWarnings("NullAway.Init")
class FullBucketTest {
    private static final int PART = 5 << 20;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ObjectStore store;
    private final AtomicInteger roomForParts = new AtomicInteger();
    private volatile String code = "XMinioStorageFull";
    private volatile int status = 507;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
        store =
                new S3Configuration()
                        .objectStore(
                                new S3Settings(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.getAddress().getPort()),
                                        "access",
                                        "secret",
                                        "bucket",
                                        "us-east-1",
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5),
                                        PART));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        call.getRequestBody().readAllBytes();
        String query = String.valueOf(call.getRequestURI().getRawQuery());
        String method = call.getRequestMethod();
        calls.add(method + " " + query.replaceAll("=[^&]*", ""));
        if (method.equals("PUT")
                && query.contains("partNumber")
                && roomForParts.getAndDecrement() <= 0) {
            send(call, status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
        } else if (method.equals("POST") && query.contains("uploads")) {
            send(
                    call,
                    200,
                    "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>k</Key>"
                            + "<UploadId>u</UploadId></InitiateMultipartUploadResult>");
        } else if (method.equals("POST")) {
            send(
                    call,
                    200,
                    "<CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>k</Key>"
                            + "<ETag>e</ETag></CompleteMultipartUploadResult>");
        } else {
            call.getResponseHeaders().set("ETag", "\"e\"");
            send(call, method.equals("DELETE") ? 204 : 200, "");
        }
    }

    private static void send(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/xml");
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            call.getResponseBody().write(bytes);
        }
        call.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aLargeObjectIsGivenUpWithItsPartsWhereverTheRoomEnds(int parts) {
        roomForParts.set(parts);

        assertThatThrownBy(() -> store.put("k", new ByteArrayInputStream(new byte[4 * PART])))
                .isInstanceOf(StorageFullException.class);

        assertThat(calls).anyMatch(call -> call.startsWith("DELETE uploadId"));
    }

    @Test
    void aQuotaIsAFullBucketToo() {
        code = "QuotaExceeded";
        status = 403;

        assertThatThrownBy(() -> store.put("k", new ByteArrayInputStream(new byte[2 * PART])))
                .isInstanceOf(StorageFullException.class);
    }

    @Test
    void whatFindsRoomAgainIsWritten() throws IOException {
        assertThatThrownBy(() -> store.put("k", new ByteArrayInputStream(new byte[2 * PART])))
                .isInstanceOf(StorageFullException.class);
        roomForParts.set(100);

        store.put("k", new ByteArrayInputStream(new byte[2 * PART]));

        assertThat(calls).last().asString().startsWith("POST uploadId");
    }
}
