package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.ReplicaSignal;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.trust.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class SignalsTest {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    @TempDir Path cache = Path.of("unset");

    @Test
    void theAutoscalerHearsTheLoadAndNobodyElseDoes() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of());
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(ask(client, replica, Role.GATEWAY).statusCode()).isEqualTo(401);

            HttpResponse<InputStream> heard = ask(client, replica, Role.AUTOSCALER);

            assertThat(heard.statusCode()).isEqualTo(200);
            assertThat(heard.headers().firstValue("Content-Type")).contains(Signals.MEDIA_TYPE);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(heard.body(), UTF_8))) {
                ReplicaSignal idle = new ReplicaSignal(replica.instance, 0, 0, List.of());
                for (int i = 0; i < 2; i++) {
                    assertThat(JSON.readValue(lines.readLine(), ReplicaSignal.class))
                            .isEqualTo(idle);
                }
            }
        }
    }

    @Test
    void thePlatformIsToldTheWholeLoadAndNobodyElseIs() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("add", 1, TestModels.addConstant(1, 1));
            replica.infer(
                    "add",
                    1,
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\","
                            + "\"data\":[1,2]}]}");
            TestReplica.await(() -> replica.context.getBean(InFlight.class).count() == 0);

            HttpResponse<String> told = load(replica, Role.AUTOSCALER);

            assertThat(told.statusCode()).isEqualTo(200);
            assertThat(told.headers().firstValue("Content-Type")).contains("application/json");
            JsonNode load = TestReplica.json(told);
            assertThat(load.path("instance").asString()).isEqualTo(replica.instance.toString());
            assertThat(load.path("in_flight").asInt(-1)).isZero();
            assertThat(load.path("queued").asInt(-1)).isZero();
            assertThat(load.path("rows_per_second").isNumber()).isTrue();
            assertThat(load.has("memory_free_bytes")).isTrue();
            JsonNode version = load.at("/versions/0");
            assertThat(version.path("model").asString()).isEqualTo("add");
            assertThat(version.path("version").asInt()).isEqualTo(1);
            assertThat(version.path("residence").asString()).isEqualTo("loaded");
            for (String number :
                    List.of(
                            "in_flight",
                            "queued",
                            "predicted_wait_ms",
                            "rows_per_second",
                            "tokens_per_second")) {
                assertThat(version.path(number).isNumber()).as(number).isTrue();
            }
            assertThat(load(replica, Role.GATEWAY).statusCode()).isEqualTo(200);
            assertThat(replica.health(Signals.LOAD_PATH)).isEqualTo(401);
        }
    }

    private static HttpResponse<String> load(TestReplica replica, Role role) throws Exception {
        return replica.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + replica.port + Signals.LOAD_PATH))
                        .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(role, Role.REPLICA))
                        .build());
    }

    private static HttpResponse<InputStream> ask(HttpClient client, TestReplica replica, Role role)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + replica.port + Signals.PATH))
                        .header(Headers.SERVICE_TOKEN, TestReplica.TOKENS.mint(role, Role.REPLICA))
                        .build(),
                BodyHandlers.ofInputStream());
    }
}
