package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.platform.Platform;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Uploads pass through as they come, however long they take; the store's answer may not. */
class UploadTest {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    @TempDir static Path state;
    private static Platform platform;
    private final AtomicLong received = new AtomicLong();

    @BeforeAll
    static void start() {
        platform =
                new Platform(
                        state,
                        Map.of(
                                "spring.cloud.gateway.server.webflux.httpclient.response-timeout",
                                ANSWER_LIMIT.toMillis() + "ms"));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void store() {
        platform.registry.admin((request, response) ->
                request.receive()
                        .doOnNext((ByteBuf piece) -> received.addAndGet(piece.readableBytes()))
                        .then(
                                Mono.defer(() ->
                                        response.status(201)
                                                .sendString(Mono.just(request.uri()))
                                                .then())));
    }

    private static HttpResponse<String> upload(byte[] model) {
        return platform.send(
                platform.get("/admin/v1/models/m/versions")
                        .header("Authorization", "Bearer " + Platform.ADMIN_KEY)
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(model))));
    }

    private static void begin(Socket socket, int length) throws IOException {
        socket.getOutputStream()
                .write(
                        ("POST /admin/v1/models/m/versions HTTP/1.1\r\nHost: a\r\n"
                                        + "Authorization: Bearer "
                                        + Platform.ADMIN_KEY
                                        + "\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                                        + "Content-Length: "
                                        + length
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void itStreams() throws Exception {
        try (Socket socket = platform.connect()) {
            begin(socket, 1_000_000);
            socket.getOutputStream().write(new byte[300_000]);
            await(() -> received.get() == 300_000);
        }
        received.set(0);
        byte[] model = new byte[20 << 20];

        HttpResponse<String> answer = upload(model);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(received).hasValue(model.length);
    }

    @Test
    void aBodyThatLastsLongerThanAnAnswerMayTakeIsAnswered() throws Exception {
        try (Socket socket = platform.connect()) {
            begin(socket, 200_000);
            socket.getOutputStream().write(new byte[100_000]);
            await(() -> received.get() == 100_000);
            long half = System.nanoTime();
            await(() -> System.nanoTime() - half > 2 * ANSWER_LIMIT.toNanos());
            socket.getOutputStream().write(new byte[100_000]);

            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 201".length());
            assertThat(status).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 201");
        }
    }

    @Test
    void aStoreThatIsSilentAfterTheLastByteIsAway() {
        platform.registry.admin((request, _) -> request.receive().then(Mono.never()));

        HttpResponse<String> answer = upload(new byte[100_000]);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("service_unavailable");
    }
}
