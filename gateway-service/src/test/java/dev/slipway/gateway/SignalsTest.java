package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewaySignal.HeldRequests;
import dev.slipway.contract.signal.GatewaySignal.ReplicaLoad;
import dev.slipway.contract.signal.Signals;
import dev.slipway.gateway.platform.FakeRegistry;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.signals.GatewayIdentity;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class SignalsTest {
    private static final ServiceTokens TOKENS =
            new ServiceTokens(
                    new SignedOnDemand(
                            TokenSigner.of(FakeRegistry.KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(FakeRegistry.KEYS.publicKey(), InstantSource.system()));
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    @TempDir Path state = Path.of("unset");
    private Platform platform;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() {
        platform = new Platform(state, Map.of());
    }

    @AfterEach
    void stop() {
        platform.close();
        client.close();
    }

    @Test
    void theRegistryIsToldWhereTheLoadIsHeard() {
        String said = "signal_address=" + identity().signalAddress();

        await(() -> URLDecoder.decode(platform.registry.lastPoll(), UTF_8).contains(said));
    }

    @Test
    void whatBeginsToWaitIsToldAtOnceWithItsModel() throws Exception {
        platform.model("echo", 1);
        platform.apply();
        try (BufferedReader lines = read()) {
            assertThat(next(lines).held()).isEmpty();

            CompletableFuture<HttpResponse<String>> asked =
                    platform.sendAsync(platform.infer("echo", "{}"));
            GatewaySignal signal = next(lines);
            while (signal.held().isEmpty()) {
                signal = next(lines);
            }

            assertThat(signal.gateway()).isEqualTo(identity().bootId());
            assertThat(signal.held()).containsExactly(new HeldRequests("echo", 1));
            assertThat(signal.replicas()).isEmpty();
            asked.cancel(true);
        }
    }

    @Test
    void whatIsRefusedAsLateIsToldAsIfItWereHeld() throws Exception {
        platform.model("m", 1);
        try (FakeReplica replica = FakeReplica.echoing();
                BufferedReader lines = read()) {
            replica.behave(FakeReplica.error(429, "predicted_late"));
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            for (int i = 0; i < 5; i++) {
                assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(429);
            }

            GatewaySignal signal = next(lines);
            while (signal.held().isEmpty()) {
                signal = next(lines);
            }

            HeldRequests held = signal.held().getFirst();
            assertThat(held.model()).isEqualTo("m");
            assertThat(held.count()).isBetween(1, 5);
        }
    }

    @Test
    void onlyTheAutoscalerMayReadAndOnlyTheSignals() throws Exception {
        assertThat(status(Signals.PATH, null)).isEqualTo(401);
        assertThat(status(Signals.PATH, TOKENS.mint(Role.REPLICA, Role.GATEWAY))).isEqualTo(401);
        assertThat(status(Signals.PATH, TOKENS.mint(Role.AUTOSCALER, Role.REPLICA))).isEqualTo(401);
        assertThat(status("/admin/v1/pools", TOKENS.mint(Role.AUTOSCALER, Role.GATEWAY)))
                .isEqualTo(404);
        assertThat(platform.ask(Signals.PATH).statusCode()).as("through the door").isEqualTo(404);
    }

    @Test
    void theEndOfTheProcessEndsWhatStillReads() throws Exception {
        try (BufferedReader lines = read()) {
            assertThat(next(lines).replicas()).isEqualTo(List.<ReplicaLoad>of());
            CompletableFuture<Void> end = CompletableFuture.runAsync(platform.application::close);
            await(() -> isOver(lines));
            end.join();
        }
    }

    private GatewayIdentity identity() {
        return platform.application.getBean(GatewayIdentity.class);
    }

    private BufferedReader read() throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(
                        request(Signals.PATH)
                                .header(
                                        Headers.SERVICE_TOKEN,
                                        TOKENS.mint(Role.AUTOSCALER, Role.GATEWAY))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(Signals.MEDIA_TYPE);
        return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    private static GatewaySignal next(BufferedReader lines) throws IOException {
        return JSON.readValue(lines.readLine(), GatewaySignal.class);
    }

    private static boolean isOver(BufferedReader lines) {
        try {
            return lines.readLine() == null;
        } catch (IOException cut) {
            return true;
        }
    }

    private int status(String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header(Headers.SERVICE_TOKEN, token);
        }
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + identity().signalAddress() + path));
    }
}
