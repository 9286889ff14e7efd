package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.platform.FakeRegistry;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenSource;
import dev.slipway.trust.TokenVerifier;
import dev.slipway.trust.Wallet;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

class AdminTest {
    @TempDir static Path state;
    private static Platform platform;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static HttpRequest.Builder admin(String path) {
        return platform.get("/admin/v1" + path)
                .header("Authorization", "Bearer " + Platform.ADMIN_KEY);
    }

    @Test
    void passesOnWhoAsksAndNothingThatTheClientClaims() {
        AtomicReference<HttpServerRequest> seen = new AtomicReference<>();
        platform.registry.admin((request, response) -> {
            seen.set(request);
            return response.status(418).sendString(Mono.just("as it is"));
        });

        HttpResponse<String> answer =
                platform.send(admin("/pools?page=2").header(Headers.CALLER, "forged"));

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.body()).isEqualTo("as it is");
        HttpServerRequest request = seen.get();
        assertThat(request.uri()).isEqualTo("/admin/v1/pools?page=2");
        assertThat(request.requestHeaders().contains("Authorization")).isFalse();
        String token = request.requestHeaders().get(Headers.SERVICE_TOKEN);
        ServiceTokens tokens = tokens(InstantSource.system());
        assertThat(tokens.verify(token, Role.REGISTRY)).contains(Role.GATEWAY);
        Caller caller =
                new CallerSeal(tokens, InstantSource.system())
                        .open(request.requestHeaders().get(Headers.CALLER), token, Role.REGISTRY)
                        .orElseThrow();
        assertThat(caller.may(Action.ADMIN, "anything")).isTrue();
    }

    private static ServiceTokens tokens(InstantSource clock) {
        return new ServiceTokens(
                TokenSource.NONE, new TokenVerifier(FakeRegistry.KEYS.publicKey(), clock));
    }

    /** Takes no token but those of an enrolment that is still to come. */
    private static FakeRegistry.Admin wantingAnotherToken(AtomicReference<String> body) {
        String old = token();
        return (request, response) -> {
            if (old.equals(request.requestHeaders().get(Headers.SERVICE_TOKEN))) {
                return response.status(401).sendString(Mono.just("not for clients"));
            }
            return request.receive()
                    .aggregate()
                    .asString()
                    .defaultIfEmpty("")
                    .doOnNext(body::set)
                    .thenMany(response.status(200).sendString(Mono.just("taken")));
        };
    }

    private static String token() {
        return platform.application.getBean(Wallet.class).token(Role.GATEWAY, Role.REGISTRY);
    }

    @Test
    void aTokenThatIsRefusedIsRenewedAndTheClientDoesNotNotice() {
        AtomicReference<String> body = new AtomicReference<>();
        platform.registry.admin(wantingAnotherToken(body));
        assertThat(platform.send(admin("/pools")).body()).isEqualTo("taken");

        platform.registry.admin(wantingAnotherToken(body));
        HttpResponse<String> answer =
                platform.send(
                        admin("/pools/default")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"min\":2}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body).hasValue("{\"min\":2}");
    }

    @Test
    void aCalleeThatTakesNoTokenIsAwayToTheClient() {
        platform.registry.admin((_, response) -> response.status(401).send());
        assertProblem(platform.send(admin("/pools")), 503, "service_unavailable");
        HttpResponse<String> upload =
                platform.send(
                        admin("/models/m/versions")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(new byte[9]))));
        assertProblem(upload, 503, "service_unavailable");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body())
                .matches(
                        "\\{\"type\":\"about:blank\",\"title\":\"[A-Z].*\",\"status\":"
                                + status
                                + ",\"detail\":\"[A-Z].*\\.\",\"code\":\""
                                + code
                                + "\"}")
                .doesNotContain("127.0.0.1");
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains(code);
    }

    @Test
    void asksForAKey() {
        for (String path : new String[] {"/admin", "/admin/v1", "/admin/v1/pools", "/admin/v2/x"}) {
            assertProblem(platform.send(platform.get(path)), 401, "unauthenticated");
        }
    }

    @Test
    void whatIsNotServedIsAProblemToo() {
        for (String path : new String[] {"/admin", "/admin/", "/admin/v1", "/admin/v2/pools"}) {
            assertProblem(
                    platform.send(
                            platform.get(path)
                                    .header("Authorization", "Bearer " + Platform.ADMIN_KEY)),
                    404,
                    "path_not_found");
        }
    }

    @Test
    void aServiceThatIsAwayIs503() {
        platform.registry.admin((request, _) -> {
            request.withConnection(FakeReplica::cut);
            return Mono.never();
        });

        HttpResponse<String> answer = platform.send(admin("/pools"));

        assertProblem(answer, 503, "service_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void aWriteIsAnsweredAfterTheDocumentThatShowsItIsApplied() {
        DocumentNumber next = platform.route();
        DocumentNumber written = new DocumentNumber(next.epoch(), next.number() + 1);
        platform.registry.admin((_, response) ->
                response.header(Headers.DOCUMENT, written.toString()).sendString(Mono.just("{}")));

        CompletableFuture<HttpResponse<String>> answer =
                platform.sendAsync(admin("/pools/default"));
        await(() ->
                platform.metric("slipway.gateway.document.number", "document", "routing")
                        >= next.number());
        assertThat(answer.isDone()).isFalse();
        platform.route();

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(platform.metric("slipway.gateway.document.number", "document", "routing"))
                .isGreaterThanOrEqualTo((double) written.number());
    }

    @Test
    void aRevokedKeyIsRefusedOnceItsRevocationIsAnswered() {
        AccessDocument without = Platform.revoked(Platform.OTHER_KEY);
        AtomicLong asked = new AtomicLong();
        platform.registry.admin((_, response) -> {
            asked.incrementAndGet();
            return response.status(204)
                    .header(Headers.ACCESS_DOCUMENT, without.version().toString())
                    .send();
        });
        assertThat(listed(Platform.OTHER_KEY)).isEqualTo(200);

        CompletableFuture<HttpResponse<String>> answer =
                platform.sendAsync(admin("/api-keys/1").DELETE());
        await(() -> asked.get() == 1);
        platform.apply();
        assertThat(answer.isDone()).isFalse();
        assertThat(listed(Platform.OTHER_KEY)).isEqualTo(200);
        platform.registry.publish(without);

        assertThat(answer.join().statusCode()).isEqualTo(204);
        assertThat(listed(Platform.OTHER_KEY)).isEqualTo(401);
        assertThat(listed(Platform.INFER_KEY)).isEqualTo(200);
    }

    private static int listed(String key) {
        return platform.send(platform.get("/v1/models").header("Authorization", "Bearer " + key))
                .statusCode();
    }

    @Test
    void aDocumentThatDoesNotComeDelaysTheAnswerAndNoMore() {
        platform.registry.admin((_, response) ->
                response.header(Headers.ACCESS_DOCUMENT, "9:9")
                        .header(Headers.DOCUMENT, "9:9")
                        .sendString(Mono.just("{}")));

        assertThat(platform.send(admin("/api-keys")).statusCode()).isEqualTo(200);
    }

    @Test
    void theWatchSaysWhoItIsAndWhatIsApplied() {
        await(() -> platform.registry.lastPoll().contains("gateway="));
        assertThat(platform.registry.lastPoll())
                .contains("epoch=")
                .contains("number=")
                .contains("wait_ms=");
    }

    @Test
    void keepsTheDocumentsForItselfOnly() throws Exception {
        await(() -> Files.exists(state.resolve("access.json")));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(state.resolve("access.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void metricsAreOnTheManagementPortOnly() {
        assertThat(platform.send(platform.get("/actuator/prometheus")).statusCode()).isIn(401, 404);
        assertThat(platform.management("/actuator/prometheus").body())
                .contains(
                        "slipway_gateway_requests_accepted_total",
                        "slipway_gateway_requests_in_flight",
                        "slipway_gateway_hold_requests",
                        "slipway_gateway_document_number{document=\"routing\"");
    }
}
