package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who may do what, and how refusals look. */
class AdminApiTest {
    private static final Caller READER =
            new Caller("rob", "default", List.of(new Grant("dig*", Action.READ)));
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
        registry.register("words");
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode problem = RunningRegistry.JSON.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asString()).isEqualTo("about:blank");
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).endsWith(".");
        assertThat(answer.body()).doesNotContain("Exception", "dev.slipway", "postgres");
    }

    @ParameterizedTest
    @CsvSource({
        "{\"version\":9},404,version_not_found",
        "{\"strategy\":\"blue_green\"},400,invalid_request",
        "'{\"version\":1,\"strategy\":\"canary\"}',400,invalid_request",
        "'{\"version\":1,\"bake_seconds\":-1}',400,invalid_request",
        "{\"version\":,400,invalid_json",
        "{\"version\":\"one\"},400,invalid_request",
    })
    void aRolloutThatCannotBeIsRefused(String body, int status, String code) {
        assertProblem(registry.admin("POST", "/models/digits/rollouts", body), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/models/absent,404,model_not_found",
        "GET,/models/absent/versions,404,model_not_found",
        "GET,/models/absent/rollouts,404,model_not_found",
        "GET,/models/digits/versions/7,404,version_not_found",
        "GET,/models/words/deployment,404,model_not_deployed",
        "GET,/pools/absent,404,resource_not_found",
        "GET,/nothing,404,path_not_found",
        "DELETE,/pools/default,405,method_not_allowed",
        "GET,/models/digits/rollouts/0190d1c0-0000-7000-8000-000000000000,404,resource_not_found",
        "POST,/models/digits/rollouts/0190d1c0-0000-7000-8000-000000000000:rollback,404,resource_not_found",
        "GET,/models/digits/rollouts/abc,400,invalid_request",
    })
    void whatIsNotThereIsSaid(String method, String path, int status, String code) {
        assertProblem(registry.admin(method, path, null), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"min\":2,\"max\":1}',400",
        "'{\"min\":-1,\"max\":1}',400",
        "'{\"min\":0,\"max\":1001}',400",
        "{\"min\":1},400",
        "'{\"min\":0,\"max\":1000}',200",
    })
    void aPoolHasBounds(String body, int status) {
        assertThat(registry.admin("PUT", "/pools/default", body).statusCode()).isEqualTo(status);
    }

    @Test
    void aPoolThatIsNotThereIsNotMade() {
        HttpResponse<String> answer =
                registry.admin("PUT", "/pools/defualt", Map.of("min", 1, "max", 1));
        assertProblem(answer, 404, "resource_not_found");
        assertThat(answer.body()).contains("no pool 'defualt'; there are: default.");
        assertProblem(
                registry.admin("PUT", "/pools/De%20fault", Map.of("min", 1, "max", 1)),
                400,
                "invalid_request");
        assertThat(registry.get("/pools").get("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/models/digits/rollouts | {\"version\":\"1\"} | 'version' must be a whole number",
                "/models/digits/rollouts | {\"version\":1.5} | 'version' must be a whole number",
                "/models/digits/rollouts | {\"version\":99999999999} | 'version' must be a whole",
                "/models/digits/rollouts | {\"version\":[1]} | 'version' must be a whole number",
                "/models/digits/rollouts | {\"version\":1,\"bake_seconds\":true} | 'bake_seconds' must",
                "/models/digits/rollouts | {\"strategy\":{}} | 'strategy' must be a string",
                "/models/digits/rollouts | [1] | The body must be an object",
                "/models/digits/rollouts | \"text\" | The body must be an object",
            })
    void aWrongTypeIsSaidWithItsFieldAndWhatItMustBe(String path, String body, String sentence) {
        HttpResponse<String> answer = registry.admin("POST", path, body);
        assertProblem(answer, 400, "invalid_request");
        assertThat(RunningRegistry.JSON.readTree(answer.body()).get("detail").asString())
                .contains(sentence);
    }

    @Test
    void aBodyThatIsNoJsonIsSaidWithItsPlaceAndAMissingOneToo() {
        HttpResponse<String> broken =
                registry.admin("POST", "/models/digits/rollouts", "{\"version\":1,\n!}");
        assertProblem(broken, 400, "invalid_json");
        assertThat(broken.body()).contains("line 2");
        HttpResponse<String> missing = registry.admin("POST", "/models/digits/rollouts", null);
        assertProblem(missing, 400, "invalid_request");
        assertThat(missing.body()).contains("has no body");
    }

    @Test
    void aPoolWriteIsShownAndRemembered() {
        registry.admin("PUT", "/pools/default", Map.of("min", 2, "max", 3));
        JsonNode pool = registry.get("/pools/default");
        assertThat(pool.get("min").asInt()).isEqualTo(2);
        assertThat(pool.get("max").asInt()).isEqualTo(3);
        assertThat(
                        registry.bean(JdbcClient.class)
                                .sql(
                                        "SELECT principal FROM audit WHERE resource ="
                                                + " 'pools/default' AND detail = 'min 2, max 3'")
                                .query(String.class)
                                .list())
                .containsExactly("ada");
    }

    @Test
    void aPoolsTargetIsKeptUntilAPutLeavesItOutAndMustBePossible() {
        Map<String, Integer> aimed = Map.of("min", 2, "max", 4, "target_in_flight", 8);
        registry.admin("PUT", "/pools/default", aimed);
        assertThat(registry.get("/pools/default").get("target_in_flight").asInt()).isEqualTo(8);
        assertProblem(
                registry.admin(
                        "PUT", "/pools/default", Map.of("min", 2, "max", 4, "target_in_flight", 0)),
                400,
                "invalid_request");
        registry.admin("PUT", "/pools/default", Map.of("min", 2, "max", 4));
        assertThat(registry.get("/pools/default").get("target_in_flight").isNull()).isTrue();
    }

    @Test
    void aCallerSeesAndDoesOnlyWhatItsGrantsAllow() {
        HttpResponse<String> models = registry.adminAs(READER, "GET", "/models", null);
        assertThat(models.body()).contains("digits").doesNotContain("words");
        assertThat(registry.adminAs(READER, "GET", "/models/digits", null).statusCode())
                .isEqualTo(200);
        assertProblem(registry.adminAs(READER, "GET", "/models/words", null), 403, "forbidden");
        assertProblem(registry.adminAs(READER, "GET", "/replicas", null), 403, "forbidden");
        assertProblem(
                registry.adminAs(READER, "POST", "/models/digits/rollouts", "{\"version\":1}"),
                403,
                "forbidden");
        assertProblem(
                registry.adminAs(READER, "PUT", "/pools/default", "{\"min\":1,\"max\":1}"),
                403,
                "forbidden");
    }

    @Test
    void anotherTenantsModelIsNotThere() {
        Caller stranger = new Caller("eve", "other", List.of(new Grant("*", Action.READ)));
        assertProblem(
                registry.adminAs(stranger, "GET", "/models/digits", null), 404, "model_not_found");
        assertThat(registry.adminAs(stranger, "GET", "/models", null).body())
                .doesNotContain("digits");
    }

    @Test
    void aForeignModelIsAsAbsentAsOneThatNeverWas() {
        Caller stranger = new Caller("eve", "other", List.of(new Grant("mine", Action.READ)));
        String[][] routes = {
            {"GET", "/models/NAME"},
            {"DELETE", "/models/NAME"},
            {"GET", "/models/NAME/versions"},
            {"GET", "/models/NAME/versions/1"},
            {"DELETE", "/models/NAME/versions/1"},
            {"GET", "/models/NAME/deployment"},
            {"DELETE", "/models/NAME/deployment"},
            {"GET", "/models/NAME/aliases"},
            {"GET", "/models/NAME/rollouts"},
            {"POST", "/models/NAME/rollouts/0190d1c0-0000-7000-8000-000000000000:pause"},
        };
        for (String[] route : routes) {
            HttpResponse<String> foreign =
                    registry.adminAs(stranger, route[0], route[1].replace("NAME", "digits"), null);
            HttpResponse<String> absent =
                    registry.adminAs(stranger, route[0], route[1].replace("NAME", "absent"), null);
            assertProblem(foreign, 404, "model_not_found");
            assertThat(foreign.body().replace("digits", "absent")).isEqualTo(absent.body());
        }
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        String body = "{\"version\":1,\"strategy\":\"" + "x".repeat(2_000_000) + "\"}";
        assertProblem(
                registry.admin("POST", "/models/digits/rollouts", body), 413, "body_too_large");
    }

    @Test
    void replicasAreShown() {
        PlayedReplica replica = new PlayedReplica(registry);
        replica.beat();
        JsonNode shown = registry.get("/replicas").get("items").get(0);
        assertThat(UUID.fromString(shown.get("instance").asString())).isEqualTo(replica.instance);
        assertThat(shown.get("address").asString()).isEqualTo(replica.address);
        assertThat(shown.get("pid").asInt()).isEqualTo(4711);
        assertThat(shown.get("state").asString()).isEqualTo("ready");
    }
}
