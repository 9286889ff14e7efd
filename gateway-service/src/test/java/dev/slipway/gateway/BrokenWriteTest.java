package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.ResettingReplica;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that is reset while the body is written: the body is still whole for another. */
class BrokenWriteTest {
    private static final int TRIES = 40;
    private static final int BODY_BYTES = 1_000_000;

    @Test
    void aBodyWhoseWriteFailedIsSentAgainWhole(@TempDir Path state) {
        try (Platform platform = new Platform(state, Map.of());
                ResettingReplica replica = new ResettingReplica()) {
            platform.model("m", 1);
            platform.apply(replica.routed(serves("m", 1)));
            String body = "{\"i\":\"" + "x".repeat(BODY_BYTES) + "\"}";
            for (int i = 0; i < TRIES; i++) {
                replica.resetsNext();
                HttpResponse<String> answer =
                        platform.send(
                                platform.infer("m", body).header("X-Request-Timeout-Ms", "9000"));
                assertThat(answer.statusCode()).as("request %d", i).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(Integer.toString(body.length()));
            }
            platform.assertIdentity();
        }
    }
}
