package dev.slipway.autoscaler;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.trust.SigningKeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** An autoscaler that was told half of what it needs, or the wrong thing. */
@ExtendWith(OutputCaptureExtension.class)
class HalfConfigurationTest {
    private static final String SECRET = "ab".repeat(32);
    private static final int MISCONFIGURED = 78;
    private static final String TOKENS =
            """
            {"lifetime_ms":600000,"tokens":[
             {"audience":"registry","token":"t"},{"audience":"gateway","token":"t"},
             {"audience":"replica","token":"t"}]}
            """;
    private static final String POOLS =
            "[{\"name\":\"default\",\"min\":1,\"max\":1,\"replicas\":[]}]";

    @Test
    void whatIsMissingIsSaidInOneLineBeforeAnythingStarts() throws Exception {
        ProcessBuilder autoscaler =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        AutoscalerApplication.class.getName());
        autoscaler.environment().put("SLIPWAY_ENROLMENT_SECRET", SECRET);
        autoscaler.environment().put("SLIPWAY_VERIFY_KEY", "checks");
        autoscaler.environment().remove("SLIPWAY_REGISTRY_URL");
        Process process = autoscaler.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(MISCONFIGURED);
        assertThat(said.strip())
                .startsWith("not started: SLIPWAY_REGISTRY_URL is not set")
                .doesNotContain("\n", SECRET);
    }

    @Test
    void aRegistryThatRefusesItIsToldOnceAndAskedAgain(CapturedOutput output) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean well = new AtomicBoolean();
        HttpServer registry = registry(asked, well);
        try (ConfigurableApplicationContext autoscaler = start(registry)) {
            String port = autoscaler.getEnvironment().getRequiredProperty("local.server.port");
            await().atMost(10, SECONDS).until(() -> asked.get() >= 4);
            assertThat(status(port, "readiness")).isEqualTo(503);
            assertThat(status(port, "liveness")).isEqualTo(200);
            assertThat(output.getAll())
                    .containsOnlyOnce("the registry does not say what pools there are")
                    .contains("401")
                    .doesNotContain(SECRET);

            well.set(true);

            await().atMost(10, SECONDS).until(() -> status(port, "readiness") == 200);
            well.set(false);
            int before = asked.get();
            await().atMost(10, SECONDS).until(() -> asked.get() >= before + 4);
            assertThat(status(port, "readiness")).as("what it knows holds").isEqualTo(200);
        } finally {
            registry.stop(0);
        }
    }

    private static ConfigurableApplicationContext start(HttpServer registry) {
        int port = registry.getAddress().getPort();
        return new SpringApplication(AutoscalerApplication.class)
                .run(
                        "--SLIPWAY_REGISTRY_URL=http://127.0.0.1:" + port,
                        "--SLIPWAY_ENROLMENT_SECRET=" + SECRET,
                        "--SLIPWAY_VERIFY_KEY="
                                + SigningKeyPair.fresh(new SecureRandom()).publicKey());
    }

    private static HttpServer registry(AtomicInteger asked, AtomicBoolean well) throws IOException {
        HttpServer registry =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] tokens = TOKENS.getBytes(StandardCharsets.UTF_8);
        registry.createContext(
                "/internal/v1/tokens",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, tokens.length);
                    exchange.getResponseBody().write(tokens);
                    exchange.close();
                });
        byte[] pools = POOLS.getBytes(StandardCharsets.UTF_8);
        registry.createContext(
                "/internal/v1/pools",
                exchange -> {
                    asked.incrementAndGet();
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    if (well.get()) {
                        exchange.sendResponseHeaders(200, pools.length);
                        exchange.getResponseBody().write(pools);
                    } else {
                        exchange.sendResponseHeaders(401, -1);
                    }
                    exchange.close();
                });
        registry.start();
        return registry;
    }

    private static int status(String port, String group) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + port
                                                            + "/actuator/health/"
                                                            + group))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }
}
