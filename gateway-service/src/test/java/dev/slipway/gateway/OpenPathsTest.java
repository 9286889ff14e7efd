package dev.slipway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.gateway.platform.FakeRegistry;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.TokenSource;
import dev.slipway.trust.TokenVerifier;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** What of the admin API a browser sees without a key, and that it is nothing else. */
class OpenPathsTest {
    @TempDir static Path state;
    private static Platform platform;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<HttpServerRequest> seen = new AtomicReference<>();

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void answerAsTheRegistryDoes() {
        platform.registry.admin((request, response) -> {
            asked.incrementAndGet();
            seen.set(request);
            return response.header("Content-Type", "text/html;charset=UTF-8")
                    .header("Content-Security-Policy", "default-src 'none'")
                    .sendString(Mono.just("<!DOCTYPE html>"));
        });
    }

    @Test
    void thePageComesWithoutAKeyAsTheRegistryMadeIt() {
        HttpResponse<String> answer = platform.send(platform.get("/admin/v1/docs"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<!DOCTYPE html>");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'");
        assertThat(answer.headers().firstValue(Headers.REQUEST_ID)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/v1/docs", "/admin/v1/openapi.json"})
    void whoeverAsksForWhatIsOpenMayDoNothing(String path) {
        for (String key : new String[] {"Bearer " + Platform.ADMIN_KEY, "Bearer wrong"}) {
            HttpResponse<String> answer =
                    platform.send(
                            platform.get(path)
                                    .header("Authorization", key)
                                    .header(Headers.CALLER, "forged"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(seen.get().requestHeaders().contains("Authorization")).isFalse();
            Caller caller = caller(seen.get());
            assertThat(caller.grants()).isEmpty();
            assertThat(caller.may(Action.READ, "anything")).isFalse();
        }
    }

    private static Caller caller(HttpServerRequest request) {
        InstantSource clock = InstantSource.system();
        ServiceTokens tokens =
                new ServiceTokens(
                        TokenSource.NONE, new TokenVerifier(FakeRegistry.KEYS.publicKey(), clock));
        return new CallerSeal(tokens, clock)
                .open(
                        request.requestHeaders().get(Headers.CALLER),
                        request.requestHeaders().get(Headers.SERVICE_TOKEN),
                        Role.REGISTRY)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/v1/docs/",
                "/admin/v1/docs/x",
                "/admin/v1/docs;x",
                "/admin/v1/docs/../pools",
                "/admin/v1/pools/../docs",
                "/admin/v1/%64ocs",
                "/admin/v1/docs%2F..%2Fpools",
                "/admin/v1//docs",
                "/admin/v1/Docs",
                "/admin/v1/openapi.json/",
                "/admin/v1/openapi.jso",
                "/admin/v1/models",
                "/admin/v1/pools",
                "/admin/v1/api-keys",
                "/admin/v1/audit",
                "/admin/v1/scaling",
            })
    void everyOtherPathOrSpellingNeedsAKey(String path) {
        assertThat(platform.send(platform.get(path)).statusCode()).isEqualTo(401);
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
    void onlyReadingIsOpen(String method) {
        HttpResponse<String> answer =
                platform.send(
                        platform.get("/admin/v1/docs").method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(asked).hasValue(0);
    }

    @Test
    void aBodyIsPassedOnForNobodyWithoutAKey() {
        byte[] body = "x".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer =
                platform.send(
                        platform.get("/admin/v1/docs")
                                .method("GET", BodyPublishers.ofByteArray(body)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(asked).hasValue(0);
    }
}
