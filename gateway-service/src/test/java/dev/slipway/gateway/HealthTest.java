package dev.slipway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.platform.FakeRegistry;
import dev.slipway.gateway.platform.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class HealthTest {
    private static final String NOBODY = "http://127.0.0.1:9";

    @Test
    void aGatewayThatNeverHadADocumentLivesAndIsNotReady(@TempDir Path state) throws Exception {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.setRegisterShutdownHook(false);
        try (ConfigurableApplicationContext context =
                        application.run(
                                "--SLIPWAY_PORT=0",
                                "--SLIPWAY_MANAGEMENT_PORT=0",
                                "--SLIPWAY_REGISTRY_URL=" + NOBODY,
                                "--SLIPWAY_REGISTRY_ADMIN_URL=" + NOBODY,
                                "--SLIPWAY_STORE_ADMIN_URL=" + NOBODY,
                                "--SLIPWAY_KEY_HASH_SECRET=" + Platform.SECRET,
                                "--SLIPWAY_ENROLMENT_SECRET=" + FakeRegistry.ENROLMENT_SECRET,
                                "--SLIPWAY_VERIFY_KEY=" + FakeRegistry.KEYS.publicKey(),
                                "--SLIPWAY_STATE_DIR=" + state);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            assertThat(status(client, port, "/livez")).isEqualTo(200);
            assertThat(status(client, port, "/readyz")).isEqualTo(503);
            assertThat(status(client, port, "/v2/health/live")).isEqualTo(200);
            assertThat(status(client, port, "/v2/health/ready")).isEqualTo(400);
            String management =
                    context.getEnvironment().getRequiredProperty("local.management.port");
            assertThat(status(client, management, "/actuator/health")).isEqualTo(503);
            assertThat(status(client, management, "/actuator/health/readiness")).isEqualTo(503);
            assertThat(status(client, management, "/actuator/health/liveness")).isEqualTo(200);
        }
    }

    @Test
    void theManagementPortSaysUpOnlyWhileTheDoorTakesRequests(@TempDir Path state) {
        try (Platform platform = new Platform(state, Map.of())) {
            assertThat(platform.management("/actuator/health").statusCode()).isEqualTo(200);

            platform.application.getBean(DoorState.class).close();

            HttpResponse<String> closing = platform.management("/actuator/health");
            assertThat(closing.statusCode()).isEqualTo(503);
            assertThat(closing.body()).contains("OUT_OF_SERVICE").doesNotContain("door");
        }
    }

    private static int status(HttpClient client, String port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
