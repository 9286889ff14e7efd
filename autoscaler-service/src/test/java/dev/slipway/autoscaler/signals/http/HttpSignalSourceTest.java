package dev.slipway.autoscaler.signals.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.autoscaler.signals.SignalSource;
import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewaySignal.HeldRequests;
import dev.slipway.contract.signal.Signals;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HttpSignalSourceTest {
    private static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    private static final ServiceTokens TOKENS =
            new ServiceTokens(
                    new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(KEYS.publicKey(), InstantSource.system()));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Role> refusedBy = new ArrayList<>();
    private final List<GatewaySignal> heard = new ArrayList<>();
    private final SignalSource source =
            SignalsHttpConfiguration.source(
                    this::token, Duration.ofSeconds(1), Duration.ofMillis(300));
    private volatile String lines = "";
    private volatile boolean quiet;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(Signals.PATH, this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token =
                    String.valueOf(exchange.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN));
            Optional<Role> caller = TOKENS.verify(token, Role.GATEWAY);
            boolean known = caller.equals(Optional.of(Role.AUTOSCALER));
            exchange.sendResponseHeaders(known ? 200 : 401, 0);
            exchange.getResponseBody().write(lines.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (quiet) {
                end.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private PeerToken token(Role audience) {
        return new PeerToken() {
            @Override
            public String now() {
                return TOKENS.mint(Role.AUTOSCALER, audience);
            }

            @Override
            public void refused(String token) {
                refusedBy.add(audience);
            }

            @Override
            public CompletableFuture<String> after(String refused) {
                return CompletableFuture.completedFuture(refused);
            }
        };
    }

    private void follow() throws IOException {
        source.followGateway("127.0.0.1:" + server.getAddress().getPort(), heard::add);
    }

    @Test
    void linesAreSignalsAndUnknownFieldsAreIgnored() throws IOException {
        lines =
                """
                {"gateway":"g","replicas":[],"held":[{"model":"m","count":3,"new":1}],"more":{}}
                {"gateway":"g"}
                {"gateway":"cut off
                """
                        .strip();

        follow();

        assertThat(heard)
                .containsExactly(
                        new GatewaySignal("g", List.of(), List.of(new HeldRequests("m", 3))),
                        new GatewaySignal("g", List.of(), List.of()));
    }

    @Test
    void whatIsNoSignalBreaksTheStream() {
        lines = "{\"gateway\":\"g\"}\nno json\n";

        assertThatThrownBy(this::follow).isInstanceOf(IOException.class);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aLineWithoutAnEndIsNotKept() {
        lines = "{".repeat(Signals.MOST_LINE_BYTES + 1);

        assertThatThrownBy(this::follow)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void whoIsQuietIsReadNoMore() {
        lines = "{\"gateway\":\"g\"}\n";
        quiet = true;

        assertThatThrownBy(this::follow).isInstanceOf(SocketTimeoutException.class);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aRefusalAndAnAddressThatIsNoneFail() {
        assertThatThrownBy(() ->
                        source.followReplica(
                                "127.0.0.1:" + server.getAddress().getPort(), signal -> {}))
                .hasMessageContaining("status 401");
        assertThat(refusedBy).as("another token is asked for").containsExactly(Role.REPLICA);
        assertThatThrownBy(() -> source.followGateway("no address", heard::add))
                .isInstanceOf(IOException.class);
    }
}
