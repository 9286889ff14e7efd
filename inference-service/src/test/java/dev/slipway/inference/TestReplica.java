package dev.slipway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.contract.Headers;
import dev.slipway.inference.assignment.ReplicaIdentity;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.inference.testing.TestPackage;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A really started replica beside a registry and a store that the test controls. */
final class TestReplica implements AutoCloseable {
    static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    static final ServiceTokens TOKENS =
            new ServiceTokens(
                    new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(KEYS.publicKey(), InstantSource.system()));

    /** With what a replica of the tests proves itself and others. */
    static final Map<String, String> TRUST =
            Map.of(
                    "SLIPWAY_VERIFY_KEY",
                    KEYS.publicKey(),
                    "SLIPWAY_ENROLMENT_SECRET",
                    FakeRegistry.ENROLMENT_SECRET);

    static final JsonMapper JSON = JsonMapper.builder().build();

    final UUID instance = UUID.randomUUID();
    final FakeRegistry registry = new FakeRegistry(TOKENS);
    final FakeStore store = new FakeStore(TOKENS);
    final ConfigurableApplicationContext context;
    final int port;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    TestReplica(Path cache, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put("SLIPWAY_INSTANCE", instance.toString());
        all.put("SLIPWAY_REGISTRY_URL", registry.uri().toString());
        all.put("SLIPWAY_STORE_URL", store.uri().toString());
        all.putAll(TRUST);
        all.put("SLIPWAY_CACHE_DIR", cache.toString());
        all.put("slipway.heartbeat.interval", "100ms");
        all.putAll(settings);
        context = InferenceApplication.start(all);
        Replica replica = context.getBean(Replica.class);
        port = replica.listen();
        ReplicaIdentity identity = replica.identity(port);
        replica.join(identity);
    }

    /** Assigns a version and waits until it is ready. */
    void serve(String model, int version, TestPackage files) {
        store.put(files);
        registry.assign(model, version, files.seal());
        await(() -> registry.isReady(model, version));
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    RunCounters runs() {
        return context.getBean(RunCounters.class);
    }

    long cancelledIn(Phase phase) {
        return context.getBean(RequestCounters.class).cancelledIn(phase);
    }

    HttpRequest.Builder request(String path, String model, int version) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header(Headers.SERVICE_TOKEN, TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                .header(Headers.REPLICA, instance.toString())
                .header(Headers.MODEL, model)
                .header(Headers.VERSION, Integer.toString(version));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String model, int version, String body)
            throws IOException, InterruptedException {
        return send(
                request(path, model, version).POST(BodyPublishers.ofString(body, UTF_8)).build());
    }

    HttpResponse<String> infer(String model, int version, String body)
            throws IOException, InterruptedException {
        return post("/v2/models/" + model + "/infer", model, version, body);
    }

    /** The status of a path that needs no proof of who asks. */
    int health(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build())
                .statusCode();
    }

    /** The status of a path of the management port. */
    int management(String path) throws IOException, InterruptedException {
        String management = context.getEnvironment().getRequiredProperty("local.server.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path))
                        .build())
                .statusCode();
    }

    HttpRequest inferRequest(String model, int version, BodyPublisher body) {
        return request("/v2/models/" + model + "/infer", model, version).POST(body).build();
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        context.getBean(Replica.class).close();
        // Reactor's loops take two quiet seconds to end; no test waits for that.
        Thread.ofPlatform().daemon().start(context::close);
        registry.close();
        store.close();
    }
}
