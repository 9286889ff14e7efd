package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.gateway.platform.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway that was told half of what it needs, or the wrong thing. */
class HalfConfigurationTest {
    private static final String SECRET = "5e".repeat(32);
    private static final int MISCONFIGURED = 78;
    private static final String TOKENS =
            """
            {"lifetime_ms":600000,"tokens":[
             {"audience":"registry","token":"t"},{"audience":"store","token":"t"},
             {"audience":"autoscaler","token":"t"},{"audience":"replica","token":"t"}]}
            """;

    @TempDir Path state;

    private Map<String, String> whole(String registry) {
        Map<String, String> all = new HashMap<>();
        all.put("SLIPWAY_REGISTRY_URL", registry);
        all.put("SLIPWAY_REGISTRY_ADMIN_URL", registry);
        all.put("SLIPWAY_STORE_ADMIN_URL", registry);
        all.put("SLIPWAY_KEY_HASH_SECRET", SECRET);
        all.put("SLIPWAY_ENROLMENT_SECRET", SECRET);
        all.put("SLIPWAY_VERIFY_KEY", FakeRegistry.KEYS.publicKey());
        all.put("SLIPWAY_STATE_DIR", state.toString());
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLIPWAY_KEY_HASH_SECRET",
                "SLIPWAY_REGISTRY_URL",
                "SLIPWAY_STORE_ADMIN_URL",
                "SLIPWAY_STATE_DIR"
            })
    void whatIsMissingIsSaidInOneLineBeforeAnythingStarts(String missing) throws Exception {
        ProcessBuilder gateway =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        GatewayApplication.class.getName());
        gateway.environment().putAll(whole("http://127.0.0.1:1"));
        gateway.environment().remove(missing);
        Process process = gateway.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(MISCONFIGURED);
        assertThat(said.strip())
                .startsWith("not started: " + missing + " is not set")
                .doesNotContain("\n", SECRET);
    }

    @Test
    void aRegistryThatRefusesItIsToldOnceAndAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean well = new AtomicBoolean();
        HttpServer registry = registry(asked, well);
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (ConfigurableApplicationContext gateway = start(url)) {
            String port = gateway.getEnvironment().getRequiredProperty("local.server.port");
            await(() -> asked.get() >= 10);
            assertThat(status(port, "/readyz")).isEqualTo(503);
            assertThat(status(port, "/livez")).isEqualTo(200);
            assertThat(
                            said.toString(StandardCharsets.UTF_8)
                                    .lines()
                                    .filter(line -> line.contains("document did not come")))
                    .as("one for each of the two documents")
                    .hasSize(2)
                    .allMatch(line -> line.contains("401"));

            well.set(true);

            await(() -> status(port, "/readyz") == 200);
        } finally {
            System.setOut(before);
            registry.stop(0);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    }

    private ConfigurableApplicationContext start(String registry) {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.setRegisterShutdownHook(false);
        Map<String, Object> settings = new HashMap<>(whole(registry));
        settings.put("SLIPWAY_PORT", "0");
        settings.put("SLIPWAY_MANAGEMENT_PORT", "0");
        application.setDefaultProperties(settings);
        return application.run();
    }

    /** Gives tokens, refuses them until all is well, and then has the first two documents. */
    private static HttpServer registry(AtomicInteger asked, AtomicBoolean well) throws IOException {
        HttpServer registry =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    boolean enrols = path.endsWith("/tokens");
                    byte[] answer =
                            (enrols ? TOKENS : document(path)).getBytes(StandardCharsets.UTF_8);
                    if (!enrols) {
                        asked.incrementAndGet();
                    }
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    if (well.get() || enrols) {
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                    } else {
                        exchange.sendResponseHeaders(401, -1);
                    }
                    exchange.close();
                });
        registry.start();
        return registry;
    }

    private static String document(String path) {
        String version = "{\"version\":{\"epoch\":1,\"number\":1},";
        return version
                + (path.endsWith("routing") ? "\"models\":[],\"replicas\":[]}" : "\"keys\":[]}");
    }

    private static int status(String port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .join()
                    .statusCode();
        }
    }
}
