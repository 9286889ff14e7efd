package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that want to be more than they may, in the dialect that is read here for its model. */
class BodyBombTest {
    private static final int MAX_BODY = 2 << 20;

    @TempDir static Path state;
    private static Platform platform;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_MAX_BODY_BYTES", MAX_BODY));
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
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
    }

    private static HttpRequest.Builder embed(BodyPublisher body) {
        return platform.get("/v1/embeddings")
                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                .POST(body);
    }

    private static byte[] text(int length) {
        return ("{\"model\":\"m\",\"input\":\"" + "z".repeat(length) + "\"}").getBytes(UTF_8);
    }

    @Test
    void aTextOverTheLimitIsRefusedAnnouncedAndInChunks() {
        byte[] body = text(2 * MAX_BODY);

        assertOpenAi(platform.send(embed(BodyPublishers.ofByteArray(body))), 413, "body_too_large");
        HttpResponse<String> chunked =
                platform.send(
                        embed(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertOpenAi(chunked, 413, "body_too_large");
    }

    @Test
    void chunksWithinTheLimitGoOn() {
        byte[] body = text(MAX_BODY / 2);

        HttpResponse<String> answer =
                platform.send(
                        embed(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsCompressedIsRefusedInItsDialectAndNobodyInflatesIt() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        BodyPublisher body = BodyPublishers.ofByteArray(bomb.toByteArray());
        replica.seen.clear();

        HttpResponse<String> openAi = platform.send(embed(body).header("Content-Encoding", "gzip"));
        HttpResponse<String> oip =
                platform.send(
                        platform.infer("m", "").header("Content-Encoding", "gzip").POST(body));

        assertOpenAi(openAi, 415, "unsupported_media_type");
        assertOip(oip, 415, "unsupported_media_type");
        for (HttpResponse<String> answer : List.of(openAi, oip)) {
            assertThat(answer.body()).contains("Content-Encoding", "uncompressed");
        }
        assertThat(replica.seen).isEmpty();
    }

    @Test
    void identityIsNoCompression() {
        HttpRequest.Builder plain =
                platform.infer("m", "{}").header("Content-Encoding", "identity");

        assertThat(platform.send(plain).statusCode()).isEqualTo(200);
    }

    @Test
    void nestingThatNeverEndsIsNoJson() {
        for (String open : new String[] {"[", "{\"a\":"}) {
            String deep = "{\"input\":" + open.repeat(200_000);

            assertOpenAi(platform.send(embed(BodyPublishers.ofString(deep))), 400, "invalid_json");
        }
    }
}
