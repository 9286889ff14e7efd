package dev.slipway.inference.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A registry over HTTP that hears heartbeats and assigns what a test wants. */
public final class FakeRegistry implements AutoCloseable {
    public static final String ENROLMENT_SECRET = "e0".repeat(32);
    private static final long TOKEN_LIFETIME_MS = 600_000;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private final HttpServer server;
    private final ServiceTokens tokens;
    private final List<Heartbeat> heard = new CopyOnWriteArrayList<>();
    private volatile List<Assignment> assignments = List.of();
    private volatile boolean drainApplied;
    private volatile boolean away;

    public FakeRegistry(ServiceTokens tokens) throws IOException {
        this.tokens = tokens;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/v1/tokens", this::enrol);
        server.createContext("/internal/v1/replicas/", this::serve);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public synchronized void assign(String model, int version, String seal) {
        List<Assignment> next = new ArrayList<>(assignments);
        next.add(new Assignment(model, version, seal));
        assignments = List.copyOf(next);
    }

    /** Changes what the deployment overrides of an assigned version. */
    public synchronized void override(String model, int version, DeploymentOverrides overrides) {
        assignments =
                assignments.stream()
                        .map(a ->
                                a.model().equals(model) && a.version() == version
                                        ? new Assignment(
                                                model, version, a.manifestSha256(), overrides)
                                        : a)
                        .toList();
    }

    public synchronized void withdraw(String model, int version) {
        assignments =
                assignments.stream()
                        .filter(a -> !(a.model().equals(model) && a.version() == version))
                        .toList();
    }

    public void drainApplied(boolean now) {
        drainApplied = now;
    }

    public void away(boolean now) {
        away = now;
    }

    public List<Heartbeat> heard() {
        return List.copyOf(heard);
    }

    public boolean hasHeard(ReplicaState state) {
        return heard.stream().anyMatch(beat -> beat.state() == state);
    }

    /** What the last heartbeat said of a version; empty when it said nothing. */
    public String lastWord(String model, int version) {
        return heard.isEmpty()
                ? ""
                : heard.getLast().loaded().stream()
                        .filter(v -> v.model().equals(model) && v.version() == version)
                        .map(v -> v.state() + (v.detail() == null ? "" : ": " + v.detail()))
                        .findFirst()
                        .orElse("");
    }

    public boolean isReady(String model, int version) {
        return lastWord(model, version).startsWith(LoadState.READY.toString());
    }

    private void enrol(HttpExchange call) throws IOException {
        try (call) {
            EnrolmentRequest request =
                    JSON.readValue(call.getRequestBody().readAllBytes(), EnrolmentRequest.class);
            if (away || !request.secret().equals(ENROLMENT_SECRET)) {
                call.sendResponseHeaders(away ? 503 : 401, -1);
                return;
            }
            List<AudienceToken> given = new ArrayList<>();
            for (Role audience : Role.REPLICA.callees()) {
                given.add(
                        new AudienceToken(
                                audience.wireName(), tokens.mint(Role.REPLICA, audience)));
            }
            answer(call, new EnrolmentReply(TOKEN_LIFETIME_MS, given));
        }
    }

    private static void answer(HttpExchange call, Object body) throws IOException {
        byte[] reply = JSON.writeValueAsBytes(body);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, reply.length);
        call.getResponseBody().write(reply);
    }

    private void serve(HttpExchange call) throws IOException {
        try (call) {
            String token = call.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN);
            if (token == null || tokens.verify(token, Role.REGISTRY).isEmpty()) {
                call.sendResponseHeaders(401, -1);
                return;
            }
            if (away) {
                call.sendResponseHeaders(503, -1);
                return;
            }
            heard.add(JSON.readValue(call.getRequestBody().readAllBytes(), Heartbeat.class));
            answer(call, new HeartbeatReply(assignments, drainApplied));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
