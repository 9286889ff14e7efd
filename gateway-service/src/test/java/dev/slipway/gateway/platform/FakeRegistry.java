package dev.slipway.gateway.platform;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceToken;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Registry and store in one: documents by long poll, and admin calls that are only recorded. */
public final class FakeRegistry implements AutoCloseable {
    /** How it answers an admin call. */
    public interface Admin {
        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response);
    }

    public static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    public static final String ENROLMENT_SECRET = "e0".repeat(32);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final AtomicReference<@Nullable RoutingDocument> routing = new AtomicReference<>();
    private final AtomicReference<@Nullable AccessDocument> access = new AtomicReference<>();
    private final Sinks.Many<Boolean> changes = Sinks.many().multicast().directBestEffort();
    public final AtomicInteger polls = new AtomicInteger();
    public final List<String> goodbyes = new CopyOnWriteArrayList<>();
    public final AtomicInteger pollsAtGoodbye = new AtomicInteger();
    public final List<String> keysUsed = new CopyOnWriteArrayList<>();
    private volatile Admin admin = (_, response) -> FakeReplica.json(response.status(200), "{}");
    private volatile String lastPoll = "";
    public final AtomicInteger enrolments = new AtomicInteger();
    private final DisposableServer server;

    public FakeRegistry() {
        server =
                HttpServer.create()
                        .runOn(FakeReplica.LOOPS)
                        .host("127.0.0.1")
                        .port(0)
                        .handle(this::handle)
                        .bindNow(Duration.ofSeconds(5));
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public void publish(RoutingDocument document) {
        routing.set(document);
        changes.tryEmitNext(true);
    }

    public void publish(AccessDocument document) {
        access.set(document);
        changes.tryEmitNext(true);
    }

    public @Nullable RoutingDocument routing() {
        return routing.get();
    }

    /** The query of the last long poll. */
    public String lastPoll() {
        return lastPoll;
    }

    public void admin(Admin behaviour) {
        admin = behaviour;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (request.method().equals(HttpMethod.DELETE)
                && request.uri().startsWith("/internal/v1/documents/gateways/")) {
            goodbyes.add(request.uri());
            pollsAtGoodbye.set(polls.get());
            return response.status(204).send();
        }
        if (request.uri().equals("/internal/v1/documents/keys-used")) {
            return request.receive()
                    .aggregate()
                    .asString()
                    .doOnNext(keysUsed::add)
                    .thenEmpty(Flux.defer(() -> response.status(204).send()));
        }
        if (request.uri().equals("/internal/v1/tokens")) {
            return request.receive()
                    .aggregate()
                    .asString()
                    .flatMapMany(body -> Flux.from(enrol(body, response)));
        }
        if (request.uri().startsWith("/internal/v1/documents/")) {
            polls.incrementAndGet();
            lastPoll = request.uri();
            if (request.requestHeaders().get(Headers.SERVICE_TOKEN) == null) {
                return response.status(401).send();
            }
            return document(new QueryStringDecoder(request.uri()), response);
        }
        return admin.answer(request, response);
    }

    private Publisher<Void> enrol(String body, HttpServerResponse response) {
        EnrolmentRequest asked = JSON.readValue(body, EnrolmentRequest.class);
        if (!asked.role().equals("gateway") || !asked.secret().equals(ENROLMENT_SECRET)) {
            return response.status(401).send();
        }
        enrolments.incrementAndGet();
        Instant now = Instant.now();
        TokenSigner signer = TokenSigner.of(KEYS.privateKey());
        List<AudienceToken> tokens = new ArrayList<>();
        for (Role audience : Role.GATEWAY.callees()) {
            ServiceToken token =
                    new ServiceToken(
                            Role.GATEWAY,
                            audience,
                            asked.instance(),
                            now,
                            now.plus(TOKEN_LIFETIME),
                            asked.callerKey());
            tokens.add(new AudienceToken(audience.wireName(), signer.sign(token)));
        }
        EnrolmentReply reply = new EnrolmentReply(TOKEN_LIFETIME.toMillis(), tokens);
        return FakeReplica.json(response.status(200), JSON.writeValueAsString(reply));
    }

    private Publisher<Void> document(QueryStringDecoder query, HttpServerResponse response) {
        boolean routes = query.path().endsWith("/routing");
        long number = number(query, "number");
        long wait = number(query, "wait_ms");
        Mono<Object> next =
                Mono.defer(() -> Mono.justOrEmpty(newer(routes, number)))
                        .repeatWhenEmpty(
                                100,
                                _ ->
                                        changes.asFlux()
                                                .mergeWith(
                                                        Flux.interval(Duration.ofMillis(50))
                                                                .map(_ -> true)))
                        .timeout(Duration.ofMillis(wait), Mono.empty())
                        .onErrorResume(_ -> Mono.empty());
        return next.map(JSON::writeValueAsString)
                .flatMapMany(body -> Flux.from(FakeReplica.json(response.status(200), body)))
                .switchIfEmpty(Flux.defer(() -> response.status(204).send()));
    }

    private @Nullable Object newer(boolean routes, long number) {
        RoutingDocument routed = routing.get();
        AccessDocument granted = access.get();
        if (routes) {
            return routed != null && routed.version().number() != number ? routed : null;
        }
        return granted != null && granted.version().number() != number ? granted : null;
    }

    private static long number(QueryStringDecoder query, String name) {
        return Long.parseLong(query.parameters().getOrDefault(name, List.of("0")).getFirst());
    }

    @Override
    public void close() {
        server.channel().close().syncUninterruptibly();
    }
}
