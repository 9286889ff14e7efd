package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class CutTextsTest {
    @Test
    void howManyTextsTheReplicaCutReachesTheClient(@TempDir Path state) {
        try (Platform platform = new Platform(state, Map.of());
                FakeReplica replica = FakeReplica.echoing()) {
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            replica.behave((request, response, body) ->
                    Flux.from(
                            FakeReplica.echo()
                                    .answer(
                                            request,
                                            response.header(Headers.TRUNCATED, "2"),
                                            body)));

            HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));

            assertThat(answer.headers().firstValue(Headers.TRUNCATED)).contains("2");
            platform.assertIdentity();
        }
    }
}
