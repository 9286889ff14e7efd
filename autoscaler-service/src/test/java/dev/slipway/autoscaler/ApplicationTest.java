package dev.slipway.autoscaler;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class ApplicationTest {
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
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void withoutTheRegistryItHoldsTheSizeAndNeedsNoRestart() throws Exception {
        HttpServer away = registry();
        away.stop(0);
        try (ConfigurableApplicationContext context = start(away);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            assertThat(get(client, port, "/actuator/health/liveness")).contains("\"UP\"");
            assertThat(get(client, port, "/actuator/health/readiness")).contains("\"UP\"");
        }
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
