package dev.slipway.autoscaler.sizing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.autoscaler.sizing.Registry;
import dev.slipway.contract.Headers;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceToken;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HttpRegistryTest {
    private static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    private static final SignedOnDemand TOKENS =
            new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system());
    private static final TokenVerifier VERIFIER =
            new TokenVerifier(KEYS.publicKey(), InstantSource.system());
    private static final UUID INSTANCE = UUID.fromString("0190b2f0-0000-7000-8000-000000000001");
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>(100);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String body = "[]";
    private volatile boolean headNever;
    private volatile boolean bodyNever;
    private volatile boolean chunked;
    private volatile boolean trickles;
    private HttpServer server;
    private Registry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        registry = registryAt(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = exchange.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Role caller =
                    VERIFIER.verify(String.valueOf(token), Role.REGISTRY)
                            .map(ServiceToken::role)
                            .orElse(Role.GATEWAY);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (headNever) {
                pause();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    caller == Role.AUTOSCALER ? status : 401, lengthToSay(bytes.length));
            while (trickles && !pausedAndEnded(LIMIT.toMillis() / 10)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            if (bodyNever) {
                pause();
            }
        }
    }

    private long lengthToSay(int length) {
        if (chunked || trickles) {
            return 0;
        }
        return bodyNever ? 1_000 : length;
    }

    private void pause() {
        var _ = pausedAndEnded(60_000);
    }

    private boolean pausedAndEnded(long millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Test
    void poolsAreReadWithTheAutoscalersTokenAndUnknownFieldsAreIgnored() {
        body =
                """
                [{"name":"default","min":2,"max":3,"new_thing":1,"replicas":[
                  {"instance":"%s","address":"localhost:1","pid":7,"state":"suspect",
                   "ever_ready":true,"missed_sweeps":4,"complete":true,"more":{}}]}]
                """
                        .formatted(INSTANCE);

        assertThat(registry.pools())
                .contains(
                        List.of(
                                new PoolStatus(
                                        "default",
                                        2,
                                        3,
                                        List.of(
                                                new PoolReplica(
                                                        INSTANCE,
                                                        "localhost:1",
                                                        7,
                                                        ReplicaState.SUSPECT,
                                                        true,
                                                        4,
                                                        true)))));
        assertThat(requests).containsExactly("GET /internal/v1/pools");
    }

    @Test
    void anAnswerThatIsNoListOfPoolsIsNone() {
        for (String wrong : List.of("{\"title\":\"x\"}", "no json", "[{\"min\":\"many\"}]", "")) {
            body = wrong;
            assertThat(registry.pools()).as(wrong).isEmpty();
        }
    }

    @Test
    void aRefusalIsNoAnswer() {
        for (int refusal : new int[] {401, 404, 500, 503}) {
            status = refusal;
            assertThat(registry.pools()).isEmpty();
        }
    }

    @Test
    void aDeathIsReportedAndAnUnknownReplicaIsAsGoodAsDead() {
        body = "";
        assertThat(registry.reportDeath(INSTANCE)).isTrue();
        status = 404;
        assertThat(registry.reportDeath(INSTANCE)).isTrue();
        assertThat(requests).containsOnly("POST /internal/v1/replicas/" + INSTANCE + "/death");
    }

    @Test
    void aReportThatIsRefusedOtherwiseIsNotTaken() {
        for (int refusal : new int[] {401, 403, 429, 500, 503}) {
            status = refusal;
            assertThat(registry.reportDeath(INSTANCE)).isFalse();
        }
    }

    @Test
    void aRegistryThatTakesTheRequestAndSaysNothingIsAway() {
        headNever = true;

        assertThat(registry.pools()).isEmpty();
        assertThat(registry.reportDeath(INSTANCE)).isFalse();
    }

    @Test
    void aRegistryThatStopsInTheMiddleOfItsAnswerIsAway() {
        bodyNever = true;

        assertThat(registry.pools()).isEmpty();
    }

    @Test
    void anAnswerLongerThanEightMebibytesIsNone() {
        body = "[" + " ".repeat(8 << 20) + "]";
        assertThat(registry.pools()).isEmpty();
        body = "[" + " ".repeat((8 << 20) - 2) + "]";
        assertThat(registry.pools()).isPresent();
        chunked = true;
        assertThat(registry.pools()).isPresent();
        body = "[" + " ".repeat(8 << 20) + "]";
        assertThat(registry.pools()).isEmpty();
    }

    @Test
    void anAnswerThatTricklesIsCutAtTheTimeOfAnAnswer() {
        trickles = true;
        long begin = System.nanoTime();

        assertThat(registry.pools()).isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT.multipliedBy(4));
    }

    @Test
    void aRegistryThatIsNotThereIsAway() {
        int port = server.getAddress().getPort();
        server.stop(0);

        Registry nobody = registryAt(port);

        assertThat(nobody.pools()).isEmpty();
        assertThat(nobody.reportDeath(INSTANCE)).isFalse();
    }

    private static Registry registryAt(int port) {
        return RegistryConfiguration.registry(
                RegistryConfiguration.calls(
                        new RegistrySettings(
                                URI.create("http://127.0.0.1:" + port),
                                "unused",
                                "unused",
                                LIMIT,
                                LIMIT,
                                LIMIT),
                        PeerToken.of(() -> TOKENS.token(Role.AUTOSCALER, Role.REGISTRY))));
    }
}
