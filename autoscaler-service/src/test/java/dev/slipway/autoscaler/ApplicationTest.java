package dev.slipway.autoscaler;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class ApplicationTest {
    private static final ServiceSecret SECRET = ServiceSecret.ofHex("ab".repeat(32));
    private static final ServiceTokens TOKENS = new ServiceTokens(SECRET);
    private static final String POOLS =
            "[{\"name\":\"default\",\"min\":2,\"max\":2,\"replicas\":[]}]";

    @Test
    void theServiceStartsWatchesThePoolsAndShowsThem() throws Exception {
        HttpServer registry = registry();
        try (ConfigurableApplicationContext context = start(registry);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String pool = "slipway_autoscaler_pool_replicas{kind=\"wanted\",pool=\"default\"} 2.0";
            await().atMost(5, SECONDS)
                    .until(() -> get(client, port, "/actuator/prometheus").contains(pool));
            assertThat(get(client, port, "/actuator/health")).contains("\"UP\"");
            assertThat(get(client, port, "/actuator/prometheus"))
                    .contains("slipway_pool_wanted_replicas{pool=\"default\"} 2.0")
                    .contains("slipway_pool_replicas{pool=\"default\"} 0.0");
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void sizesAreShownToWhomTheGatewaySpeaksFor() throws Exception {
        HttpServer registry = registry();
        try (ConfigurableApplicationContext context = start(registry);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String gateway = TOKENS.mint(Role.GATEWAY, Role.AUTOSCALER);
            String reader = seal(new Grant("*", Action.READ));
            await().atMost(5, SECONDS)
                    .until(() -> scaling(client, port, gateway, reader).body().contains("default"));

            HttpResponse<String> shown = scaling(client, port, gateway, reader);

            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body())
                    .startsWith("{\"items\":[{\"pool\":\"default\",\"min\":2,\"max\":2,")
                    .contains("\"wanted\":2", "\"actuator\":\"external\"")
                    .contains("not everybody is heard", "\"next_page_token\":null");
            assertThat(scaling(client, port, gateway, seal(new Grant("m", Action.READ))).body())
                    .contains("\"status\":403", "\"code\":\"forbidden\"", "about:blank");
            assertThat(scaling(client, port, gateway, "forged.seal").statusCode()).isEqualTo(401);
            String replica = TOKENS.mint(Role.REPLICA, Role.AUTOSCALER);
            assertThat(scaling(client, port, replica, reader).statusCode()).isEqualTo(401);
        } finally {
            registry.stop(0);
        }
    }

    private static String seal(Grant grant) {
        return new CallerSeal(SECRET).seal(new Caller("ada", "default", List.of(grant)));
    }

    private static HttpResponse<String> scaling(
            HttpClient client, String port, String token, String caller)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1/scaling"))
                        .header(Headers.SERVICE_TOKEN, token)
                        .header(Headers.CALLER, caller)
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpServer registry() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer registry = HttpServer.create(any, 0);
        byte[] answer = POOLS.getBytes(StandardCharsets.UTF_8);
        registry.createContext(
                "/internal/v1/pools",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        registry.start();
        return registry;
    }

    private static ConfigurableApplicationContext start(HttpServer registry) {
        int port = registry.getAddress().getPort();
        return new SpringApplication(AutoscalerApplication.class)
                .run(
                        "--SLIPWAY_REGISTRY_URL=http://127.0.0.1:" + port,
                        "--SLIPWAY_SERVICE_SECRET=" + "ab".repeat(32));
    }

    private static String get(HttpClient client, String port, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
}
