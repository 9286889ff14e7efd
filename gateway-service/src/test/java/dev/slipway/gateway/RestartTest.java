package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeRegistry;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.trust.Role;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class RestartTest {
    @TempDir Path state;

    @Test
    void servesFromKeptDocumentsWhileTheRegistryIsAwayAndDrainsAtItsEnd() {
        FakeReplica replica = FakeReplica.echoing();
        try (Platform first = new Platform(state, Map.of())) {
            first.model("m", 1);
            first.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            await(() -> kept().contains("\"m\""));
        }

        Platform second = new Platform(state);
        assertThat(second.send(second.infer("m", "{}")).statusCode()).isEqualTo(200);

        Sinks.One<Boolean> go = Sinks.one();
        replica.behave((request, response, body) ->
                go.asMono()
                        .thenMany(Flux.from(FakeReplica.echo().answer(request, response, body))));
        CompletableFuture<HttpResponse<String>> late = second.sendAsync(second.infer("m", "{}"));
        await(() -> second.metric("slipway.gateway.replica.waiting") == 1);
        Thread closing = Thread.ofPlatform().start(second::close);
        await(() -> refusesConnections(second));
        assertThat(closing.isAlive()).isTrue();
        go.tryEmitValue(true);

        assertThat(late.join().statusCode()).isEqualTo(200);
        await(() -> !closing.isAlive());
        replica.close();
    }

    @Test
    void servesWithItsKeptTokenThoughThatRanOutWhileTheRegistryWasAway() throws IOException {
        FakeReplica replica = FakeReplica.echoing();
        try (Platform first = new Platform(state, Map.of())) {
            first.model("m", 1);
            first.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            await(() -> kept().contains("\"m\""));
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(state.resolve("tokens"))))
                .isEqualTo("rw-------");
        InstantSource muchLater = InstantSource.offset(InstantSource.system(), Duration.ofHours(8));
        String key = FakeRegistry.KEYS.publicKey();
        TokenVerifier strict = new TokenVerifier(key, muchLater);
        TokenVerifier unrenewed = new TokenVerifier(key, muchLater, _ -> true);
        replica.behave((request, response, body) -> {
            String token = request.requestHeaders().get(Headers.SERVICE_TOKEN);
            boolean expired = strict.verify(token, Role.REPLICA).isEmpty();
            return expired && unrenewed.verify(token, Role.REPLICA).isPresent()
                    ? FakeReplica.echo().answer(request, response, body)
                    : FakeReplica.error(401, "unauthenticated").answer(request, response, body);
        });

        try (Platform second = new Platform(state)) {
            assertThat(second.send(second.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        replica.close();
    }

    @Test
    void aReplicaThatRefusesTheTokenIsAskedAgainWithTheNextOne() {
        FakeReplica replica = FakeReplica.echoing();
        try (Platform platform = new Platform(state, Map.of())) {
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            String old =
                    platform.application.getBean(Wallet.class).token(Role.GATEWAY, Role.REPLICA);
            replica.behave((request, response, body) ->
                    old.equals(request.requestHeaders().get(Headers.SERVICE_TOKEN))
                            ? FakeReplica.error(401, "unauthenticated")
                                    .answer(request, response, body)
                            : FakeReplica.echo().answer(request, response, body));

            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        replica.close();
    }

    @Test
    void aRefusalThatCrossesWithTheRenewalIsAnsweredWithTheNextTokenToo() {
        FakeReplica replica = FakeReplica.echoing();
        try (Platform platform = new Platform(state, Map.of())) {
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            Wallet wallet = platform.application.getBean(Wallet.class);
            Replica known =
                    platform.application.getBean(ReplicaFleet.class).replicas().iterator().next();
            String old = wallet.token(Role.GATEWAY, Role.REPLICA);
            int before = known.recoveries();
            replica.behave((request, response, body) -> {
                if (!old.equals(request.requestHeaders().get(Headers.SERVICE_TOKEN))) {
                    return FakeReplica.echo().answer(request, response, body);
                }
                wallet.towards(Role.REPLICA).refused(old);
                await(() -> known.recoveries() > before);
                return FakeReplica.error(401, "unauthenticated").answer(request, response, body);
            });

            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
        }
        replica.close();
    }

    @Test
    void saysGoodbyeToTheRegistryWhenItHasDrained() {
        Platform platform = new Platform(state, Map.of());
        await(() -> platform.registry.lastPoll().contains("gateway="));
        String boot =
                new QueryStringDecoder(platform.registry.lastPoll())
                        .parameters()
                        .getOrDefault("gateway", List.of(""))
                        .getFirst();

        platform.close();

        assertThat(platform.registry.goodbyes)
                .containsExactly("/internal/v1/documents/gateways/" + boot);
        assertThat(platform.registry.polls).hasValue(platform.registry.pollsAtGoodbye.get());
    }

    @Test
    void whichKeysWereUsedSinceTheLastReportIsToldAtTheEnd() {
        Platform platform = new Platform(state, Map.of());
        assertThat(platform.ask("/v1/models").statusCode()).isEqualTo(200);

        platform.close();

        assertThat(platform.registry.keysUsed).containsExactly("{\"prefixes\":[\"inferkey\"]}");
    }

    private String kept() {
        try {
            return Files.readString(state.resolve("routing.json"));
        } catch (NoSuchFileException notYet) {
            return "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean refusesConnections(Platform platform) {
        try {
            return platform.sendOnNewConnection("/readyz").statusCode() == 503;
        } catch (CompletionException refused) {
            return refused.getCause() instanceof ConnectException;
        }
    }
}
