package dev.slipway.store.bytes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.store.ObjectServer;
import dev.slipway.store.bytes.ObjectMissingException;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.SkippingStream;
import dev.slipway.store.bytes.StorageFullException;
import dev.slipway.store.bytes.StorageUnavailableException;
import io.minio.CreateMultipartUploadArgs;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class S3ObjectStoreTest {
    @TempDir Path folder;
    private ObjectServer server;
    private ObjectStore store;

    private static S3Settings settings(URI endpoint, Duration timeout) {
        return settings(endpoint, "us-east-1", timeout);
    }

    private static S3Settings settings(URI endpoint, String region, Duration timeout) {
        return new S3Settings(
                endpoint,
                ObjectServer.ACCESS_KEY,
                ObjectServer.SECRET_KEY,
                "bucket",
                region,
                timeout,
                timeout,
                timeout,
                timeout,
                5 << 20);
    }

    private static ObjectStore storeAt(URI endpoint, Duration timeout) {
        return new S3Configuration().objectStore(settings(endpoint, timeout));
    }

    @BeforeEach
    void start() throws Exception {
        server = new ObjectServer(folder);
        store = storeAt(server.endpoint(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsPutComesBackWholeAndFromAnOffset() throws Exception {
        for (int length : new int[] {0, 1, 5 << 20, (5 << 20) + 1, 12 << 20}) {
            byte[] bytes = random(length);
            store.put("k" + length, new ByteArrayInputStream(bytes));
            try (InputStream in = store.open("k" + length, 0)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
        byte[] bytes = random(12 << 20);
        try (InputStream in = new SkippingStream(store, "k" + bytes.length, bytes.length)) {
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes, 10));
            in.skipNBytes(9 << 20);
            int at = (9 << 20) + 10;
            assertThat(in.readNBytes(20)).isEqualTo(Arrays.copyOfRange(bytes, at, at + 20));
            in.skipNBytes(100);
            assertThat(in.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, at + 120, bytes.length));
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void deletingRemovesAlsoWhatAKilledProcessHadHalfWritten() throws Exception {
        assertThat(store.isReachable()).isTrue();
        long before = server.files();
        try (MinioAsyncClient client =
                MinioAsyncClient.builder()
                        .endpoint(server.endpoint().toString())
                        .region("us-east-1")
                        .credentials(ObjectServer.ACCESS_KEY, ObjectServer.SECRET_KEY)
                        .build()) {
            String id =
                    client.createMultipartUpload(
                                    CreateMultipartUploadArgs.builder()
                                            .bucket("bucket")
                                            .object("half")
                                            .build())
                            .get()
                            .result()
                            .uploadId();
            client.uploadPart(
                            UploadPartArgs.builder()
                                    .bucket("bucket")
                                    .object("half")
                                    .uploadId(id)
                                    .partNumber(1)
                                    .data(random(5 << 20), 5 << 20)
                                    .build())
                    .get();
        }
        assertThat(server.files()).isGreaterThan(before);
        store.delete("half");
        store.delete("half");
        assertThat(server.files()).isEqualTo(before);
    }

    @Test
    void aKeyUnderWhichNothingLiesIsToldApartFromAnOutage() throws Exception {
        assertThat(store.isReachable()).isTrue();
        assertThatThrownBy(() -> store.open("none", 0)).isInstanceOf(ObjectMissingException.class);
        server.stop();
        assertThatThrownBy(() -> store.open("none", 0))
                .isInstanceOf(StorageUnavailableException.class);
        assertThat(store.isReachable()).isFalse();
        server.start();
        assertThat(store.isReachable()).isTrue();
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ObjectStore hanging =
                    storeAt(
                            URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                            Duration.ofMillis(300));
            assertThatThrownBy(() -> hanging.put("k", new ByteArrayInputStream(new byte[1])))
                    .isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(() -> hanging.open("k", 0))
                    .isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(() -> hanging.delete("k"))
                    .isInstanceOf(StorageUnavailableException.class);
        }
    }

    @Test
    void aServerWithoutRoomIsToldApartFromAnOutage() throws Exception {
        HttpServer full =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        full.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    boolean put = exchange.getRequestMethod().equals("PUT");
                    byte[] error =
                            "<Error><Code>XMinioStorageFull</Code><Message>full</Message></Error>"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/xml");
                    exchange.sendResponseHeaders(put ? 507 : 200, put ? error.length : -1);
                    if (put) {
                        exchange.getResponseBody().write(error);
                    }
                    exchange.close();
                });
        full.start();
        try {
            ObjectStore objects =
                    storeAt(
                            URI.create("http://127.0.0.1:" + full.getAddress().getPort()),
                            Duration.ofSeconds(5));
            assertThatThrownBy(() -> objects.put("k", new ByteArrayInputStream(new byte[10])))
                    .isInstanceOf(StorageFullException.class);
        } finally {
            full.stop(0);
        }
    }

    /** What is sent for a bucket that is not there yet. */
    private String askedForABucket(String region) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer empty =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        empty.createContext(
                "/",
                call -> {
                    byte[] body = call.getRequestBody().readAllBytes();
                    boolean isBucket = call.getRequestURI().getPath().matches("/bucket/?");
                    if (isBucket && call.getRequestMethod().equals("PUT")) {
                        asked.add(new String(body, StandardCharsets.UTF_8));
                    }
                    call.getResponseHeaders().set("ETag", "\"e\"");
                    call.sendResponseHeaders(
                            call.getRequestMethod().equals("HEAD") ? 404 : 200, -1);
                    call.close();
                });
        empty.start();
        try {
            S3Settings at =
                    settings(
                            URI.create("http://127.0.0.1:" + empty.getAddress().getPort()),
                            region,
                            Duration.ofSeconds(10));
            new S3Configuration().objectStore(at).put("k", new ByteArrayInputStream(new byte[1]));
            return asked.getFirst();
        } finally {
            empty.stop(0);
        }
    }

    @Test
    void aBucketInTheRegionThatIsEveryServersOwnNamesNone() throws Exception {
        assertThat(askedForABucket("us-east-1")).isEmpty();
        assertThat(askedForABucket("eu-west-2"))
                .contains("<LocationConstraint>eu-west-2</LocationConstraint>");
    }
}
