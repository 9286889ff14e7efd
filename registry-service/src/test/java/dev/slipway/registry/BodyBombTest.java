package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertProblem;

import dev.slipway.trust.Role;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies of admin calls that are too much, or no JSON. */
class BodyBombTest {
    private static final String PATH = "/admin/v1/models/digits/rollouts";
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static HttpResponse<String> post(String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                RunningRegistry.request(registry.port(false), "POST", PATH, null)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
        return registry.sealed(request, Role.GATEWAY);
    }

    @Test
    void aBodyInChunksIsRefusedWhereItIsTooMuch() {
        String strategy = "x".repeat(4 << 20);
        assertProblem(
                post("application/json", "{\"version\":1,\"strategy\":\"" + strategy + "\"}"),
                413,
                "body_too_large");
        assertProblem(
                post("application/json", "{\"version\":1" + " ".repeat(4 << 20) + "}"),
                413,
                "body_too_large");
    }

    @Test
    void nestingThatNeverEndsIsTooMuch() {
        assertProblem(
                post("application/json", "{\"nothing\":" + "[".repeat(100_000)),
                413,
                "body_too_large");
    }

    @Test
    void anotherMediaTypeIsNotTaken() {
        for (String type : new String[] {"text/plain", "application/xml", "multipart/form-data"}) {
            assertProblem(post(type, "{\"version\":1}"), 415, "unsupported_media_type");
        }
    }
}
