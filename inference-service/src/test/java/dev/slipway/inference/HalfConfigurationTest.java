package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.inference.testing.FakeRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A replica that was told half of what it needs, or the wrong thing. */
@ExtendWith(OutputCaptureExtension.class)
class HalfConfigurationTest {
    private static final int MISCONFIGURED = 78;

    private static final String TOKENS =
            """
            {"lifetime_ms":600000,"tokens":[
             {"audience":"registry","token":"t"},{"audience":"store","token":"t"}]}
            """;

    @TempDir Path cache;

    @ParameterizedTest
    @ValueSource(strings = {"SLIPWAY_REGISTRY_URL", "SLIPWAY_STORE_URL"})
    void whatIsMissingIsSaidInOneLineBeforeAnythingStarts(String missing) throws Exception {
        ProcessBuilder replica = replica();
        replica.environment().remove(missing);

        assertThat(saidWhileMisconfigured(replica))
                .startsWith("not started: " + missing + " is not set")
                .doesNotContain("\n", FakeRegistry.ENROLMENT_SECRET);
    }

    @Test
    void anInstanceThatIsNoUuidIsSaidInOneLineWithoutItsValue() throws Exception {
        ProcessBuilder told = replica();
        told.environment().put("SLIPWAY_INSTANCE", "number-one");
        ProcessBuilder asked = replica();
        asked.command().add("--SLIPWAY_INSTANCE=number-one");

        for (ProcessBuilder replica : List.of(told, asked)) {
            assertThat(saidWhileMisconfigured(replica))
                    .startsWith("not started: SLIPWAY_INSTANCE is not a UUID")
                    .doesNotContain("\n", "number-one");
        }
    }

    /** A replica as a process of its own that has all that it needs. */
    private ProcessBuilder replica() {
        ProcessBuilder replica =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InferenceApplication.class.getName());
        Map<String, String> environment = replica.environment();
        environment.put("SLIPWAY_ENROLMENT_SECRET", FakeRegistry.ENROLMENT_SECRET);
        environment.put("SLIPWAY_VERIFY_KEY", "checks");
        environment.put("SLIPWAY_REGISTRY_URL", "http://127.0.0.1:1");
        environment.put("SLIPWAY_STORE_URL", "http://127.0.0.1:1");
        environment.put("SLIPWAY_CACHE_DIR", cache.toString());
        return replica;
    }

    /** What it says before it ends as one that cannot start as it is configured. */
    private static String saidWhileMisconfigured(ProcessBuilder replica) throws Exception {
        Process process = replica.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(MISCONFIGURED);
        return said.strip();
    }

    @Test
    void aRegistryThatRefusesItIsToldOnceAndAskedAgain(CapturedOutput output) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean well = new AtomicBoolean();
        HttpServer registry = registry(asked, well);
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        try (TestReplica replica = new TestReplica(cache, Map.of("SLIPWAY_REGISTRY_URL", url))) {
            await(() -> asked.get() >= 3);
            assertThat(status(replica, "/readyz")).isEqualTo(503);
            assertThat(status(replica, "/livez")).isEqualTo(200);
            assertThat(output.getAll())
                    .containsOnlyOnce("no fresh service tokens")
                    .contains("the registry answered 401")
                    .doesNotContain(FakeRegistry.ENROLMENT_SECRET);

            well.set(true);

            await(() -> status(replica, "/readyz") == 200);
        } finally {
            registry.stop(0);
        }
    }

    private static int status(TestReplica replica, String path)
            throws IOException, InterruptedException {
        return replica.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + replica.port + path))
                                .build())
                .statusCode();
    }

    /** Refuses the replica until all is well; then it gives tokens, and assigns nothing. */
    private static HttpServer registry(AtomicInteger asked, AtomicBoolean well) throws IOException {
        HttpServer registry =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] tokens = TOKENS.getBytes(StandardCharsets.UTF_8);
        byte[] nothing =
                "{\"assignments\":[],\"drain_applied\":false}".getBytes(StandardCharsets.UTF_8);
        registry.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    if (well.get()) {
                        byte[] reply =
                                exchange.getRequestURI().getPath().endsWith("/tokens")
                                        ? tokens
                                        : nothing;
                        exchange.sendResponseHeaders(200, reply.length);
                        exchange.getResponseBody().write(reply);
                    } else {
                        exchange.sendResponseHeaders(401, -1);
                    }
                    exchange.close();
                });
        registry.start();
        return registry;
    }
}
