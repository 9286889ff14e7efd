package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Which paths there are, on which port, and for whom. */
class GateTest {
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void nobodyComesInWithoutATokenAndThroughTheWrongPort() throws IOException {
        assertThat(
                        RunningRegistry.send(registry.anonymous(false, "GET", "/admin/v1/models"))
                                .statusCode())
                .isEqualTo(401);
        assertThat(
                        RunningRegistry.send(registry.anonymous(true, "GET", "/internal/v1/pools"))
                                .statusCode())
                .isEqualTo(401);
        assertThat(
                        registry.sealed(
                                        registry.anonymous(false, "GET", "/internal/v1/pools"),
                                        Role.AUTOSCALER)
                                .statusCode())
                .isEqualTo(404);
        assertThat(
                        registry.sealed(
                                        registry.anonymous(true, "GET", "/admin/v1/models"),
                                        Role.GATEWAY)
                                .statusCode())
                .isEqualTo(404);
        assertThat(
                        registry.sealed(
                                        registry.anonymous(false, "GET", "/admin/v1/models"),
                                        Role.STORE)
                                .statusCode())
                .isEqualTo(401);
        assertThat(registry.internal(Role.STORE, "GET", "/internal/v1/pools", null).statusCode())
                .isEqualTo(403);
        assertThat(
                        RunningRegistry.send(
                                        RunningRegistry.request(
                                                registry.managementPort(),
                                                "GET",
                                                "/actuator/health/readiness",
                                                null))
                                .body())
                .contains("UP");
    }

    @Test
    void aKeyWithAsManyGrantsAsThereMayBeComesIn() {
        List<Grant> grants =
                Stream.concat(
                                IntStream.range(1, 100)
                                        .mapToObj(one -> "%s%03d*".formatted("m".repeat(60), one)),
                                Stream.of("*"))
                        .map(models -> new Grant(models, Action.READ))
                        .toList();

        Problems.assertDone(
                registry.admin("POST", "/api-keys", Map.of("label", "many", "grants", grants)),
                201);

        Problems.assertDone(
                registry.adminAs(new Caller("nina", "default", grants), "GET", "/replicas", null),
                200);
    }

    @Test
    void everyPortTakesHeadersAsLongAsACallersMayBe() throws IOException {
        String asLong = "x".repeat(32 << 10);
        assertThat(
                        registry.sealed(
                                        registry.anonymous(true, "GET", "/internal/v1/pools")
                                                .header("X-Long", asLong),
                                        Role.AUTOSCALER)
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        RunningRegistry.send(
                                        RunningRegistry.request(
                                                        registry.managementPort(),
                                                        "GET",
                                                        "/actuator/health/readiness",
                                                        null)
                                                .header("X-Long", asLong))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyInternalRouteIsForOneRoleOnly() {
        Set<String> routes =
                registry
                        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                        .getHandlerMethods()
                        .keySet()
                        .stream()
                        .flatMap(route -> route.getPatternValues().stream())
                        .filter(route -> route.startsWith("/internal"))
                        .filter(route -> !route.equals("/internal/v1/tokens"))
                        .collect(Collectors.toSet());
        assertThat(routes).hasSizeGreaterThanOrEqualTo(9);
        for (String route : routes) {
            String path = route.replaceAll("\\{[^}]*}", "x");
            long refused =
                    Arrays.stream(Role.values())
                            .filter(role -> internal(role, path) == 403)
                            .count();
            assertThat(refused).as(route).isEqualTo(Role.values().length - 1L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/v1/nothing",
                "/internal/v1/pools/default",
                "/internal/v1/documents/other",
                "/internal/v1/pools/",
                "/internal",
                "/",
                "//internal/v1/pools",
                "/internal//v1/pools",
                "/internal/v1//pools",
                "/internal/v1/./pools",
                "/internal/v1/%2e/pools",
                "/internal/v1/models/../pools",
                "/internal/v1/models/%2e%2e/pools",
                "/INTERNAL/v1/pools",
                "/admin/v1/models",
            })
    void anInternalPathThatIsNotInTheTableIsNotThereForAnybody(String path) throws IOException {
        for (Role role : Role.values()) {
            assertThat(raw(true, role, path)).as(role.name()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/v1/pools;x",
                "/internal/v1/pools;x=1;y",
                "/internal;x/v1/pools",
                "/internal/v1;/pools",
                "/%69nternal/v1/pools",
                "/internal/v1/p%6Fols",
                "/internal/v1/p%6fols;%78",
            })
    void anotherSpellingOfAPathHasTheRolesOfThePath(String path) throws IOException {
        assertThat(raw(true, Role.AUTOSCALER, path)).isEqualTo(200);
        for (Role role : List.of(Role.GATEWAY, Role.STORE, Role.REPLICA)) {
            assertThat(raw(true, role, path)).as(role.name()).isEqualTo(403);
        }
        assertThat(raw(false, Role.GATEWAY, path)).as("main port").isEqualTo(404);
        assertThat(raw(false, Role.AUTOSCALER, path)).as("main port").isEqualTo(404);
    }

    @Test
    void aPathThatTheServerRefusesIsAProblemToo() throws IOException {
        String answer = answer(false, Role.GATEWAY, "/admin/v1/models/a%2Fb");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("\"type\":\"about:blank\"", "\"code\":\"invalid_request\"")
                .doesNotContain("<html", "Tomcat");
        assertThat(answer(true, Role.STORE, "/internal/v1/uploads/a%2Fb"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"invalid_request\"")
                .doesNotContain("about:blank");
    }

    private static int internal(Role role, String path) {
        return registry.internal(role, "GET", path, null).statusCode();
    }

    private static int raw(boolean internalPort, Role role, String path) throws IOException {
        String head = answer(internalPort, role, path).substring(0, "HTTP/1.1 200".length());
        return Integer.parseInt(head.substring("HTTP/1.1 ".length()));
    }

    /** Sends the path as it is written; clients would tidy it up. */
    private static String answer(boolean internalPort, Role role, String path) throws IOException {
        String request =
                "GET %s HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n%s\r\n"
                        .formatted(path, registry.credentials(role));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), registry.port(internalPort))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
