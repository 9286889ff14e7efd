package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of the Open Inference Protocol whose tensors follow the JSON as bytes. */
class BinaryBodyTest {
    private static final String LENGTH = "Inference-Header-Content-Length";

    @TempDir static Path state;
    private static Platform platform;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        replica = FakeReplica.echoing();
        platform.model("m", 1);
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
    }

    @AfterAll
    static void stop() {
        platform.close();
        replica.close();
    }

    @AfterEach
    void identity() {
        replica.behave(FakeReplica.echo());
        replica.seen.clear();
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    private static HttpRequest.Builder binary(String length, BodyPublisher body) {
        return platform.get("/v2/models/m/infer")
                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                .header("Content-Type", "application/octet-stream")
                .header(LENGTH, length)
                .POST(body);
    }

    private static HttpResponse<String> ask(int length, String body) {
        return platform.send(
                binary(
                        Integer.toString(length),
                        BodyPublishers.ofByteArray(body.getBytes(ISO_8859_1))));
    }

    @Test
    void bytesAndTheLengthOfTheJsonGoBothWays() throws InterruptedException {
        AtomicReference<String> asked = new AtomicReference<>();
        replica.behave((request, response, _) -> {
            asked.set(String.valueOf(request.requestHeaders().get(LENGTH)));
            return FakeReplica.text(
                    response.header(LENGTH, "2").header("Content-Type", "application/octet-stream"),
                    "{}\0\1\2\u00ff");
        });
        String body = "{\"inputs\":[]}\0\1\u00fe\u00ff";

        HttpResponse<byte[]> answer =
                platform.sendForBytes(
                        binary("13", BodyPublishers.ofByteArray(body.getBytes(ISO_8859_1))));

        assertThat(asked.get()).isEqualTo("13");
        assertThat(replica.seen.take().body()).isEqualTo(body);
        assertThat(answer.headers().firstValue(LENGTH)).contains("2");
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/octet-stream");
        assertThat(answer.body()).isEqualTo(new byte[] {'{', '}', 0, 1, 2, -1});
    }

    @Test
    void theTimeoutIsReadInTheJsonOnly() throws InterruptedException {
        String json = "{\"parameters\":{\"timeout\":3000000}}";

        assertThat(ask(json.length(), json + "\"timeout\"").statusCode()).isEqualTo(200);
        assertThat(Long.parseLong(String.valueOf(replica.seen.take().timeLeft())))
                .isBetween(1L, 3000L);

        String unfinished = "{\"id\":\"a\"";
        assertThat(
                        ask(unfinished.length(), unfinished + ",\"parameters\":{\"timeout\":-5}}")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLengthBeyondTheBodyIsRefused() {
        HttpResponse<String> answer = ask(4, "{}\0");
        assertOip(answer, 400, "invalid_request");
        assertThat(answer.body()).contains("only 3 bytes");
        assertOip(ask(1, ""), 400, "invalid_request");
        assertOip(ask(2_000_001, "x".repeat(2_000_000)), 400, "invalid_request");
        assertThat(replica.seen).isEmpty();
    }

    @Test
    void soIsOneBeyondABodyOfUnknownLength() {
        BodyPublisher chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3]));

        assertOip(platform.send(binary("4", chunked)), 400, "invalid_request");
        assertThat(platform.send(binary("3", chunked)).statusCode()).isEqualTo(200);
    }

    @Test
    void aLengthThatIsNoNumberIsRefused() {
        for (String wrong : new String[] {"x", "-1", "1.5"}) {
            assertOip(
                    platform.send(binary(wrong, BodyPublishers.ofString("{}"))),
                    400,
                    "invalid_request");
        }
    }

    @Test
    void aLongBodyFlowsOnWithItsLength() {
        assertThat(ask(2, "{}" + "x".repeat(3 << 20)).statusCode()).isEqualTo(200);
    }

    @Test
    void aCompressedBodyIsRefusedBeforeItsLengthIsJudged() {
        HttpRequest.Builder compressed =
                binary("900", BodyPublishers.ofString("short")).header("Content-Encoding", "gzip");

        assertOip(platform.send(compressed), 415, "unsupported_media_type");
        assertThat(replica.seen).isEmpty();
    }
}
