package dev.slipway.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.gateway.GatewayApplication;
import dev.slipway.gateway.access.KeyHash;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real gateway on free ports, between a fake registry and fake replicas. */
public final class Platform implements AutoCloseable {
    public static final String ADMIN_KEY = "slw_adminkey_secret-of-the-administrator";
    public static final String INFER_KEY = "slw_inferkey_secret-of-the-client";

    /** May infer and read {@code other-*}, only infer {@code exact}, only read {@code shown}. */
    public static final String OTHER_KEY = "slw_otherkey_secret-of-another-client";

    public static final String SECRET = "5e".repeat(32);

    public final FakeRegistry registry = new FakeRegistry();
    public final ConfigurableApplicationContext application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final PlayedRoutes routes = new PlayedRoutes();

    public Platform(Path state, Map<String, Object> settings) {
        this(state, settings, UnaryOperator.identity());
    }

    /** With something else in the place of what stands at some ports. */
    public Platform(Path state, Map<String, Object> settings, UnaryOperator<Object> ports) {
        registry.publish(keys());
        route();
        application = start(registry.url(), state, settings, ports);
        port = portOf("local.server.port");
        await(() -> send(get("/readyz")).statusCode() == 200);
    }

    /** A gateway whose registry is away: it has only what is kept in its state directory. */
    public Platform(Path state) {
        String gone = registry.url();
        registry.close();
        application = start(gone, state, Map.of(), UnaryOperator.identity());
        port = portOf("local.server.port");
        await(() -> send(get("/readyz")).statusCode() == 200);
    }

    private static ConfigurableApplicationContext start(
            String registryUrl,
            Path state,
            Map<String, Object> settings,
            UnaryOperator<Object> ports) {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.addInitializers(
                context -> context.getBeanFactory().addBeanPostProcessor(new SwappedPorts(ports)));
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(
                Map.of(
                        "SLIPWAY_PORT",
                        "0",
                        "SLIPWAY_MANAGEMENT_PORT",
                        "0",
                        "SLIPWAY_REGISTRY_URL",
                        registryUrl,
                        "SLIPWAY_REGISTRY_ADMIN_URL",
                        registryUrl,
                        "SLIPWAY_STORE_ADMIN_URL",
                        registryUrl + "/store",
                        "SLIPWAY_KEY_HASH_SECRET",
                        SECRET,
                        "SLIPWAY_ENROLMENT_SECRET",
                        FakeRegistry.ENROLMENT_SECRET,
                        "SLIPWAY_VERIFY_KEY",
                        FakeRegistry.KEYS.publicKey(),
                        "SLIPWAY_STATE_DIR",
                        state.toString(),
                        // Tests end replicas at any moment and send the same bodies to the next.
                        "SLIPWAY_QUARANTINE_SECONDS",
                        "0"));
        return application.run(
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static AccessDocument keys() {
        return new AccessDocument(
                new DocumentNumber(1, 1),
                List.of(
                        key(
                                ADMIN_KEY,
                                new Grant("*", Action.INFER),
                                new Grant("*", Action.READ),
                                new Grant("*", Action.DEPLOY),
                                new Grant("*", Action.ADMIN)),
                        key(INFER_KEY, new Grant("*", Action.INFER), new Grant("*", Action.READ)),
                        key(
                                OTHER_KEY,
                                new Grant("other-*", Action.INFER),
                                new Grant("other-*", Action.READ),
                                new Grant("exact", Action.INFER),
                                new Grant("shown", Action.READ))));
    }

    /** The access document that follows the first one, without a key. */
    public static AccessDocument revoked(String key) {
        return new AccessDocument(
                new DocumentNumber(1, 2),
                keys().keys().stream()
                        .filter(one -> !one.prefix().equals(key.substring(4, 12)))
                        .toList());
    }

    private static AccessKey key(String key, Grant... grants) {
        return new AccessKey(
                key.substring(4, 12),
                HexFormat.of().formatHex(new KeyHash(SECRET).of(key)),
                "test",
                "default",
                List.of(grants),
                null);
    }

    /** Routes one more model with all traffic on its last version. */
    public void model(String name, int... versions) {
        routes.model(name, versions);
    }

    /** Gives a model that is routed one more alias, or moves it. */
    public void alias(String model, String alias, int version) {
        routes.alias(model, alias, version);
    }

    /** Publishes the next routing document with exactly these replicas, without waiting. */
    public DocumentNumber route(RoutedReplica... replicas) {
        RoutingDocument next = routes.next(replicas);
        registry.publish(next);
        return next.version();
    }

    /** Publishes and waits until the gateway has applied it. */
    public void apply(RoutedReplica... replicas) {
        DocumentNumber next = route(replicas);
        await(() ->
                metric("slipway.gateway.document.number", "document", "routing") >= next.number());
    }

    public static ServedVersion serves(String model, int version) {
        return new ServedVersion(model, version);
    }

    public int port() {
        return port;
    }

    public int grpcPort() {
        return portOf("local.grpc.port");
    }

    private int portOf(String property) {
        return Integer.parseInt(String.valueOf(application.getEnvironment().getProperty(property)));
    }

    /** Asks the management port. */
    public HttpResponse<String> management(String path) {
        return sendAsync(
                        HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + portOf("local.management.port")
                                                + path)))
                .join();
    }

    /** Never uses a connection again. */
    public HttpResponse<String> sendOnNewConnection(String path) {
        try (HttpClient fresh =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return fresh.sendAsync(get(path).build(), HttpResponse.BodyHandlers.ofString()).join();
        }
    }

    public HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** Asks with the key that may infer and read. */
    public HttpResponse<String> ask(String path) {
        return send(get(path).header("Authorization", "Bearer " + INFER_KEY));
    }

    /** A bare connection to the door; a read that gets nothing fails after 10 s. */
    public Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    public HttpRequest.Builder infer(String model, String body) {
        return get("/v2/models/" + model + "/infer")
                .header("Authorization", "Bearer " + INFER_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    public HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray()).join();
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The sum over all meters of a name whose tags match. */
    public double metric(String name, String... tags) {
        MeterRegistry meters = application.getBean(MeterRegistry.class);
        double sum = 0;
        for (var meter : meters.find(name).tags(tags).meters()) {
            sum += meter.measure().iterator().next().getValue();
        }
        return sum;
    }

    /** accepted = completed + rejected + failed + client_gone + in flight. */
    public void assertIdentity() {
        await(() -> metric("slipway.gateway.requests.in.flight") == 0);
        assertThat(metric("slipway.gateway.requests.accepted"))
                .isEqualTo(metric("slipway.gateway.requests.outcome"));
    }

    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true within 15 s");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        application.close();
        registry.close();
    }
}
