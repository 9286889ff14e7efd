package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
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

/** Replicas that say with their answers how long a new request would wait. */
class PredictedWaitTest {
    private static FakeReplica.Behaviour reporting(String report) {
        return (request, response, body) ->
                Flux.from(
                        FakeReplica.echo()
                                .answer(
                                        request,
                                        response.header(Headers.LOAD_REPORT, report),
                                        body));
    }

    private static String wait(int millis) {
        return "TEXT named_metrics.in_flight=4,named_metrics.predicted_wait_ms=" + millis;
    }

    @Test
    void requestsGoWhereTheyWaitLessAndClientsSeeNothingOfIt(@TempDir Path state) {
        try (Platform platform = new Platform(state, Map.of());
                FakeReplica slow = FakeReplica.echoing();
                FakeReplica quick = FakeReplica.echoing()) {
            platform.model("m", 1);
            platform.apply(
                    slow.routed(ReplicaState.READY, 64, serves("m", 1)),
                    quick.routed(ReplicaState.READY, 64, serves("m", 1)));
            slow.behave(reporting(wait(60_000)));
            quick.behave(reporting(wait(1)));
            await(() -> {
                HttpResponse<String> answer = platform.send(platform.infer("m", "{}"));
                assertThat(answer.headers().firstValue(Headers.LOAD_REPORT)).isEmpty();
                return !slow.seen.isEmpty() && !quick.seen.isEmpty();
            });
            int before = slow.seen.size();

            for (int i = 0; i < 20; i++) {
                platform.send(platform.infer("m", "{}"));
            }

            assertThat(slow.seen).hasSize(before);

            slow.behave(reporting("TEXT nonsense"));
            quick.behave(reporting("nonsense"));
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
            platform.assertIdentity();
        }
    }
}
