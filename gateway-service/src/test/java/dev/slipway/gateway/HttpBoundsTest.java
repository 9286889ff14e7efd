package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is too long for a connection, or no HTTP: the client can read its answer, and knows whether
 * the connection goes on.
 */
class HttpBoundsTest {
    private static final int MAX_BODY = 2 << 20;

    @TempDir static Path state;
    private static Platform platform;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_MAX_BODY_BYTES", MAX_BODY));
        replica = FakeReplica.echoing();
        platform.model("m", 3);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 3)));
    }

    @AfterAll
    static void stop() {
        platform.close();
        replica.close();
    }

    @AfterEach
    void identity() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
    }

    @RepeatedTest(5)
    void bodyOverTheLimitEndsTheConnection() {
        HttpResponse<String> answer = platform.send(platform.infer("m", "z".repeat(MAX_BODY + 1)));

        assertOip(answer, 413, "body_too_large");
        assertThat(answer.headers().firstValue("Connection")).hasValue("close");
        assertThat(platform.ask("/v1/models").statusCode()).isEqualTo(200);
    }

    /** The answer ends the connection, so what was sent behind it is not carried out. */
    @Test
    void aRequestBehindTheLastAnswerIsNotTaken() throws IOException {
        String chunk = "10\r\n" + "z".repeat(16) + "\r\n";
        String first =
                "POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk
                        + "0\r\n\r\n";
        String second = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Socket socket = platform.connect()) {
            // The refusal for want of a key comes before the body is there.
            int head = first.indexOf(chunk);
            socket.getOutputStream()
                    .write(first.substring(0, head).getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 401 ");
            socket.getOutputStream()
                    .write((first.substring(head) + second).getBytes(StandardCharsets.US_ASCII));

            assertThat(answer.lines().toList())
                    .contains("connection: close")
                    .noneMatch(line -> line.startsWith("HTTP/1.1"));
        }
    }

    @RepeatedTest(5)
    void chunkedBodyOverTheLimitEndsTheConnection() {
        byte[] body = new byte[3 * MAX_BODY];

        HttpResponse<String> answer =
                platform.send(
                        platform.infer("m", "")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(body))));

        assertOip(answer, 413, "body_too_large");
        assertThat(answer.headers().firstValue("Connection")).hasValue("close");
        assertThat(platform.ask("/v1/models").statusCode()).isEqualTo(200);
    }

    @Test
    void headersOverTheLimit() {
        String tooLong = "h".repeat(40_000);

        assertOip(
                platform.send(platform.infer("m", "{}").header("X-Long", tooLong)),
                431,
                "headers_too_large");
        assertOpenAi(
                platform.send(platform.get("/v1/models?a=b").header("X-Long", tooLong)),
                431,
                "headers_too_large");
        HttpResponse<String> plain =
                platform.send(platform.get("/admin/v1/pools").header("X-Long", tooLong));
        assertThat(plain.statusCode()).isEqualTo(431);
        assertThat(plain.body()).contains("\"status\":431", "\"code\":\"headers_too_large\"");
    }

    @Test
    void headersAndLinesWithinTheLimit() {
        assertThat(
                        platform.send(
                                        platform.infer("m", "{}")
                                                .header("X-Long", "h".repeat(16 << 10)))
                                .statusCode())
                .isEqualTo(200);
        assertThat(platform.ask("/v1/models?a=" + "q".repeat(6000)).statusCode()).isEqualTo(200);
    }

    @Test
    void headThatIsNoHttp() throws IOException {
        try (Socket socket = platform.connect()) {
            socket.getOutputStream()
                    .write("hello there\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"invalid_request\"", "no valid HTTP/1.1");
        }
    }

    @RepeatedTest(5)
    void lineOverTheLimit() {
        for (int length : new int[] {9000, 100_000}) {
            HttpResponse<String> answer = platform.ask("/v1/models?a=" + "q".repeat(length));

            assertThat(answer.statusCode()).isEqualTo(414);
            assertThat(answer.body())
                    .contains("\"status\":414", "\"code\":\"line_too_long\"", "8192 bytes");
            assertThat(answer.headers().firstValue("Connection")).hasValue("close");
            assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        }
    }
}
