package dev.slipway.autoscaler;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class ApplicationTest {
    private static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    private static final ServiceTokens TOKENS =
            new ServiceTokens(
                    new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(KEYS.publicKey(), InstantSource.system()));
    private static final String POOLS =
            "[{\"name\":\"default\",\"min\":2,\"max\":2,\"replicas\":[]}]";

    private static final String ENROLMENT =
            """
            {"lifetime_ms":600000,"tokens":[
              {"audience":"gateway","token":"for-gateways"},
              {"audience":"registry","token":"for-the-registry"},
              {"audience":"replica","token":"for-replicas"}]}
            """;

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

    @Test
    void aKeyWithAsManyGrantsAsThereMayBeIsHeard() throws Exception {
        HttpServer registry = registry();
        Grant[] grants =
                Stream.concat(
                                IntStream.range(1, 100)
                                        .mapToObj(one -> "%s%03d*".formatted("m".repeat(60), one)),
                                Stream.of("*"))
                        .map(models -> new Grant(models, Action.READ))
                        .toArray(Grant[]::new);
        try (ConfigurableApplicationContext context = start(registry);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String gateway = TOKENS.mint(Role.GATEWAY, Role.AUTOSCALER);
            assertThat(scaling(client, port, gateway, seal(grants)).statusCode()).isEqualTo(200);
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void anAdminCallIsFoundByItsIdAndARefusalIsALine(CapturedOutput output) throws Exception {
        HttpServer registry = registry();
        try (ConfigurableApplicationContext context = start(registry);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String gateway = TOKENS.mint(Role.GATEWAY, Role.AUTOSCALER);
            assertThat(scaling(client, port, gateway, "forged.seal").statusCode()).isEqualTo(401);
            await().atMost(5, SECONDS).until(() -> output.getOut().contains(" scaling-1 "));
            assertThat(output.getOut().lines().filter(line -> line.contains(" scaling-1 ")))
                    .singleElement()
                    .asString()
                    .endsWith("GET /admin/v1/scaling was answered 401")
                    .doesNotContain("forged");
        } finally {
            registry.stop(0);
        }
    }

    private static String seal(Grant... grants) {
        return new CallerSeal(TOKENS, InstantSource.system())
                .seal(new Caller("ada", "default", List.of(grants)));
    }

    private static HttpResponse<String> scaling(
            HttpClient client, String port, String token, String caller)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1/scaling"))
                        .header(Headers.SERVICE_TOKEN, token)
                        .header(Headers.CALLER, caller)
                        .header(Headers.REQUEST_ID, "scaling-1")
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void beforeTheRegistryAnsweredItIsNotReadyAndNeedsNoRestart() throws Exception {
        HttpServer away = registry();
        away.stop(0);
        try (ConfigurableApplicationContext context = start(away);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            assertThat(get(client, port, "/actuator/health/liveness")).contains("\"UP\"");
            assertThat(get(client, port, "/actuator/health/readiness")).contains("\"DOWN\"");
        }
    }

    private static HttpServer registry() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer registry = HttpServer.create(any, 0);
        registry.createContext("/internal/v1/tokens", exchange -> answer(exchange, ENROLMENT));
        registry.createContext(
                "/internal/v1/pools",
                exchange -> {
                    String token = exchange.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN);
                    answer(exchange, "for-the-registry".equals(token) ? POOLS : "[]");
                });
        registry.start();
        return registry;
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static ConfigurableApplicationContext start(HttpServer registry) {
        int port = registry.getAddress().getPort();
        return new SpringApplication(AutoscalerApplication.class)
                .run(
                        "--SLIPWAY_REGISTRY_URL=http://127.0.0.1:" + port,
                        "--SLIPWAY_VERIFY_KEY=" + KEYS.publicKey(),
                        "--SLIPWAY_ENROLMENT_SECRET=" + "ab".repeat(32));
    }

    private static String get(HttpClient client, String port, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
}
