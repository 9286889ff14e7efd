package dev.slipway.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Headers;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorBody;
import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The registry's VersionApi over real HTTP, with modes in which it fails. */
final class FakeRegistry {
    /** What it does with the next registrations. */
    enum Mode {
        WELL,
        REJECTS,
        FAILS_BEFORE,
        FAILS_AFTER
    }

    /** What it says about live versions. */
    enum LivenessMode {
        WELL,
        FAILS,
        EMPTY
    }

    static final String ENROLMENT_SECRET = "e0".repeat(32);
    private static final long TOKEN_LIFETIME_MS = 600_000;

    static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    final Map<UUID, RegisteredVersion> versions = new ConcurrentHashMap<>();
    final Map<UUID, VersionRegistration> registrations = new ConcurrentHashMap<>();
    private final Map<String, RegisteredVersion> byKey = new ConcurrentHashMap<>();
    final Map<UUID, String> requestIds = new ConcurrentHashMap<>();
    final Set<String> retired = ConcurrentHashMap.newKeySet();
    volatile Mode mode = Mode.WELL;
    volatile LivenessMode liveness = LivenessMode.WELL;

    private final ServiceTokens tokens;
    private final AtomicInteger documents = new AtomicInteger();
    private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();
    private final int port;
    private HttpServer server;

    FakeRegistry(ServiceTokens tokens) throws IOException {
        this.tokens = tokens;
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    RegisteredVersion version(UUID uploadId) {
        return Optional.ofNullable(versions.get(uploadId)).orElseThrow();
    }

    VersionRegistration registration(UUID uploadId) {
        return Optional.ofNullable(registrations.get(uploadId)).orElseThrow();
    }

    void stop() {
        server.stop(0);
    }

    void start() throws IOException {
        server = listen(port);
    }

    private HttpServer listen(int wanted) throws IOException {
        HttpServer created =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 50);
        created.createContext("/internal/v1/tokens", this::enrol);
        created.createContext("/internal/v1/models/", this::register);
        created.createContext("/internal/v1/uploads/", this::byUpload);
        created.createContext("/internal/v1/live-manifests", this::liveManifests);
        created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        created.start();
        return created;
    }

    private void enrol(HttpExchange exchange) throws IOException {
        EnrolmentRequest request =
                JSON.readValue(exchange.getRequestBody(), EnrolmentRequest.class);
        if (request.role().equals("store") && request.secret().equals(ENROLMENT_SECRET)) {
            String token = tokens.mint(Role.STORE, Role.REGISTRY);
            answer(
                    exchange,
                    200,
                    new EnrolmentReply(
                            TOKEN_LIFETIME_MS, List.of(new AudienceToken("registry", token))));
        } else {
            answer(exchange, 401, new ErrorBody("unauthenticated", ErrorCategory.INTERNAL, "no"));
        }
    }

    private void register(HttpExchange exchange) throws IOException {
        VersionRegistration registration =
                JSON.readValue(exchange.getRequestBody(), VersionRegistration.class);
        String model = exchange.getRequestURI().getPath().split("/", -1)[4];
        if (!admits(exchange)) {
            answer(exchange, 401, new ErrorBody("unauthenticated", ErrorCategory.INTERNAL, "no"));
        } else if (mode == Mode.REJECTS) {
            answer(
                    exchange,
                    409,
                    new ErrorBody(
                            "conflict", ErrorCategory.CONFLICT, "the model is being deleted"));
        } else if (mode == Mode.FAILS_BEFORE) {
            answer(exchange, 500, new ErrorBody("internal", ErrorCategory.INTERNAL, "no"));
        } else if (mode == Mode.WELL && isRepeated(model, registration)) {
            repeat(exchange, model, registration);
        } else {
            registrations.put(registration.uploadId(), registration);
            String requestId = exchange.getRequestHeaders().getFirst(Headers.REQUEST_ID);
            requestIds.put(registration.uploadId(), requestId == null ? "" : requestId);
            RegisteredVersion version =
                    versions.computeIfAbsent(
                            registration.uploadId(),
                            id ->
                                    new RegisteredVersion(
                                            model,
                                            number(model),
                                            "verified",
                                            registration.manifestSha256(),
                                            new DocumentNumber(7, documents.incrementAndGet()),
                                            id));
            if (registration.idempotencyKey() != null) {
                byKey.put(model + " " + registration.idempotencyKey(), version);
            }
            if (mode == Mode.FAILS_AFTER) {
                answer(exchange, 500, new ErrorBody("internal", ErrorCategory.INTERNAL, "no"));
            } else {
                answer(exchange, 200, version);
            }
        }
    }

    private boolean isRepeated(String model, VersionRegistration registration) {
        return byKey.containsKey(model + " " + registration.idempotencyKey());
    }

    private void repeat(HttpExchange exchange, String model, VersionRegistration registration)
            throws IOException {
        RegisteredVersion first =
                Objects.requireNonNull(byKey.get(model + " " + registration.idempotencyKey()));
        if (first.manifestSha256().equals(registration.manifestSha256())) {
            answer(exchange, 200, first);
        } else {
            answer(
                    exchange,
                    422,
                    new ErrorBody(
                            "idempotency_mismatch",
                            ErrorCategory.UNPROCESSABLE,
                            "the key was used for another request"));
        }
    }

    private int number(String model) {
        return numbers.computeIfAbsent(model, name -> new AtomicInteger()).incrementAndGet();
    }

    private void liveManifests(HttpExchange exchange) throws IOException {
        switch (liveness) {
            case WELL ->
                    answer(
                            exchange,
                            200,
                            versions.values().stream()
                                    .map(RegisteredVersion::manifestSha256)
                                    .filter(seal -> !retired.contains(seal))
                                    .distinct()
                                    .toList());
            case EMPTY -> answer(exchange, 200, List.of());
            case FAILS ->
                    answer(
                            exchange,
                            503,
                            new ErrorBody("service_unavailable", ErrorCategory.UNAVAILABLE, "no"));
        }
    }

    private void byUpload(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        UUID id = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        RegisteredVersion version = versions.get(id);
        if (version == null) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        } else {
            answer(exchange, 200, version);
        }
    }

    private boolean admits(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN))
                .flatMap(token -> tokens.verify(token, Role.REGISTRY))
                .filter(role -> role == Role.STORE)
                .isPresent();
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        // A connection that is kept would fail after a stop, which is another case than none.
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
