package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static dev.slipway.registry.Problems.etag;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Entity tags: reading what has not changed, and writing only what one has read. */
class RevisionTest {
    private static PlayedPlatform platform;
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        platform = new PlayedPlatform();
        registry = platform.registry;
        platform.deploy("digits", 1);
        registry.admin("PUT", "/models/digits/aliases/best", Map.of("version", 1));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static String anyRollout() {
        return registry.get("/models/digits/rollouts").at("/items/0/id").asString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models/digits",
                "/models/digits/versions/1",
                "/models/digits/deployment",
                "/models/digits/aliases/best",
                "/models/digits/rollouts/ROLLOUT",
                "/pools/default"
            })
    void whatHasNotChangedIsNotSentAgain(String path) {
        String real = path.replace("ROLLOUT", anyRollout());
        String tag = etag(registry.admin("GET", real, null));
        assertThat(tag).matches("\"[0-9-]+\"");
        HttpResponse<String> same =
                registry.adminWith(Map.of("If-None-Match", tag), "GET", real, null);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(etag(same)).isEqualTo(tag);
        assertThat(
                        registry.adminWith(Map.of("If-None-Match", "\"old\""), "GET", real, null)
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWriteOfSomethingThatChangedMeanwhileIsRefusedWithTheTagOfNow() {
        String path = "/pools/default";
        String read = etag(registry.admin("GET", path, null));
        registry.admin("PUT", path, Map.of("min", 1, "max", 5));
        HttpResponse<String> late =
                registry.adminWith(
                        Map.of("If-Match", read), "PUT", path, Map.of("min", 1, "max", 9));
        assertProblem(late, 412, "precondition_failed");
        String now = etag(registry.admin("GET", path, null));
        assertThat(etag(late)).isEqualTo(now).isNotEqualTo(read);
        assertThat(registry.get(path).get("max").asInt()).isEqualTo(5);
        assertDone(
                registry.adminWith(
                        Map.of("If-Match", "\"other\", " + now),
                        "PUT",
                        path,
                        Map.of("min", 1, "max", 6)),
                200);
    }

    @Test
    void aStarMatchesWhateverIsThereAndNothingThatIsNot() {
        Map<String, String> star = Map.of("If-Match", "*");
        assertDone(
                registry.adminWith(star, "PUT", "/pools/default", Map.of("min", 1, "max", 1)), 200);
        assertProblem(
                registry.adminWith(
                        star, "PUT", "/models/digits/aliases/none", Map.of("version", 1)),
                412,
                "precondition_failed");
    }

    @Test
    void aTagThatIsNotQuotedIsABadRequestAndAWeakOneMatchesNothing() {
        String path = "/models/digits/aliases/best";
        String tag = etag(registry.admin("GET", path, null));
        assertProblem(
                registry.adminWith(Map.of("If-Match", "3x"), "PUT", path, Map.of("version", 1)),
                400,
                "invalid_request");
        assertProblem(
                registry.adminWith(
                        Map.of("If-Match", "W/" + tag), "PUT", path, Map.of("version", 1)),
                412,
                "precondition_failed");
    }

    @Test
    void deletesHonourTagsToo() {
        Map<String, String> old = Map.of("If-Match", "\"0-0\"");
        assertProblem(
                registry.adminWith(old, "DELETE", "/models/digits", null),
                412,
                "precondition_failed");
        assertProblem(
                registry.adminWith(old, "DELETE", "/models/digits/deployment", null),
                412,
                "precondition_failed");
        assertProblem(
                registry.adminWith(old, "DELETE", "/models/digits/versions/1", null),
                412,
                "precondition_failed");
        assertProblem(
                registry.adminWith(old, "DELETE", "/models/digits/aliases/best", null),
                412,
                "precondition_failed");
    }

    @Test
    void aDeclarationIsHeldToWhatWasReadAlsoWhereItIsOnlyTried() {
        String path = "/models/digits/deployment";
        String read = etag(registry.admin("GET", path, null));
        assertDone(registry.admin("PUT", path, Map.of("default_timeout_ms", 5_000)), 200);
        Map<String, String> stale = Map.of("If-Match", read);
        Map<String, Integer> late = Map.of("default_timeout_ms", 7_000);

        assertProblem(registry.adminWith(stale, "PUT", path, late), 412, "precondition_failed");
        assertProblem(
                registry.adminWith(stale, "PUT", path + "?dry_run=true", late),
                412,
                "precondition_failed");

        String now = etag(registry.admin("GET", path, null));
        assertThat(now).isNotEqualTo(read);
        assertDone(registry.adminWith(Map.of("If-Match", now), "PUT", path, late), 200);
    }

    @Test
    void aKeyIsRevokedOnlyAsItWasRead() {
        String body = "{\"label\":\"ci\",\"grants\":[{\"model\":\"digits\",\"action\":\"infer\"}]}";
        JsonNode made = assertDone(registry.admin("POST", "/api-keys", body), 201);
        String path = "/api-keys/" + made.get("id").asString();
        assertProblem(
                registry.adminWith(Map.of("If-Match", "\"0-0\""), "DELETE", path, null),
                412,
                "precondition_failed");
        String tag = etag(registry.admin("GET", path, null));

        assertDone(registry.adminWith(Map.of("If-Match", tag), "DELETE", path, null), 204);
    }

    @Test
    void aModelsTagChangesWithWhatIsDeployed() {
        platform.deploy("words", 1);
        String before = etag(registry.admin("GET", "/models/words", null));
        platform.deploy("words", 2);
        assertThat(etag(registry.admin("GET", "/models/words", null))).isNotEqualTo(before);
    }
}
