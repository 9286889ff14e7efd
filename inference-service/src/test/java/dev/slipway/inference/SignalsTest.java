package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.ReplicaSignal;
import dev.slipway.contract.signal.Signals;
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
