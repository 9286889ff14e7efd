package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.contract.replica.TextTruncation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Deployments are declared; versions come and go by rollouts. */
class DeploymentApiTest {
    private static final String PATH = "/models/digits/deployment";
    private final PlayedPlatform platform = new PlayedPlatform();
    private final RunningRegistry registry = platform.registry;

    @AfterEach
    void stop() {
        platform.close();
    }

    private JsonNode put(String body, int status) {
        return assertDone(registry.admin("PUT", PATH, body), status);
    }

    @Test
    void itShowsEachEffectiveValueAndWhoSaidIt() {
        platform.deploy("digits", 1);
        JsonNode before = registry.get(PATH).get("settings");
        assertThat(before.at("/text_truncation/value").asString()).isEqualTo("truncate");
        assertThat(before.at("/text_truncation/source").asString()).isEqualTo("default");
        assertThat(before.at("/default_timeout_ms/value").asInt()).isEqualTo(60_000);
        put(
                """
                {"default_timeout_ms":500,"settings":{"text_truncation":"refuse"},
                 "versions":[{"version":1,"traffic_percent":100}]}
                """,
                200);
        JsonNode after = registry.get(PATH);
        assertThat(after.get("default_timeout_ms").asInt()).isEqualTo(500);
        assertThat(after.at("/settings/default_timeout_ms/source").asString())
                .isEqualTo("deployment");
        assertThat(after.at("/settings/text_truncation/value").asString()).isEqualTo("refuse");
        assertThat(after.at("/settings/allow_token_ids/source").asString()).isEqualTo("default");
        assertThat(after.at("/versions/0/traffic_percent").asInt()).isEqualTo(100);
        assertThat(
                        platform.gateway.catchUp().models().stream()
                                .filter(model -> model.name().equals("digits"))
                                .findFirst()
                                .orElseThrow()
                                .defaultTimeoutMs())
                .isEqualTo(500);
        put("{}", 200);
        assertThat(registry.get(PATH).at("/settings/text_truncation/source").asString())
                .as("what is not declared is the default")
                .isEqualTo("default");
    }

    @Test
    void overridesReachReplicasWithTheirAssignments() {
        platform.deploy("digits", 1);
        assertThat(platform.replica.beat().assignments().getFirst().settings()).isNull();
        put("{\"settings\":{\"text_truncation\":\"refuse\",\"allow_token_ids\":true}}", 200);
        assertThat(platform.replica.beat().assignments().getFirst().settings())
                .isEqualTo(new DeploymentOverrides(TextTruncation.REFUSE, true));
    }

    @Test
    void whetherAnswersAreKeptIsDeclaredShownPlannedAndToldToReplicas() {
        platform.deploy("digits", 1);
        JsonNode before = registry.get(PATH).at("/settings/response_cache");
        assertThat(before.get("value").asString()).isEqualTo("none");
        assertThat(before.get("source").asString()).isEqualTo("default");
        JsonNode planned =
                assertDone(
                        registry.admin(
                                "PUT",
                                PATH + "?dry_run=true",
                                "{\"settings\":{\"response_cache\":\"shared\"}}"),
                        200);
        assertThat(planned.at("/settings/response_cache/value").asString()).isEqualTo("shared");
        assertThat(platform.replica.beat().assignments().getFirst().settings()).isNull();

        put("{\"settings\":{\"response_cache\":\"per_tenant\"}}", 200);

        JsonNode after = registry.get(PATH).at("/settings/response_cache");
        assertThat(after.get("value").asString()).isEqualTo("per_tenant");
        assertThat(after.get("source").asString()).isEqualTo("deployment");
        assertThat(platform.replica.beat().assignments().getFirst().settings())
                .isEqualTo(new DeploymentOverrides(null, null, ResponseCaching.PER_TENANT));
    }

    @Test
    void aDryRunSaysWhatItWouldBeAndChangesNothing() {
        platform.deploy("digits", 1);
        String tag = Problems.etag(registry.admin("GET", PATH, null));
        JsonNode planned =
                assertDone(
                        registry.admin(
                                "PUT", PATH + "?dry_run=true", Map.of("default_timeout_ms", 7)),
                        200);
        assertThat(planned.get("default_timeout_ms").asInt()).isEqualTo(7);
        assertThat(Problems.etag(registry.admin("GET", PATH, null))).isEqualTo(tag);
        JsonNode missing =
                assertProblem(
                        registry.admin("PUT", PATH + "?dry_run=true", Map.of("pool", "none")),
                        404,
                        "resource_not_found");
        assertThat(missing.get("detail").asString())
                .isEqualTo("There is no pool 'none'; there are: default.");
    }

    @Test
    void aDeclarationThatCannotBeIsRefused() {
        registry.register("digits");
        List.of(
                        "{\"default_timeout_ms\":0}",
                        "{\"default_timeout_ms\":3600001}",
                        "{\"settings\":{\"text_truncation\":\"cut\"}}",
                        "{\"settings\":{\"allow_token_ids\":\"yes\"}}",
                        "{\"settings\":{\"response_cache\":true}}",
                        "{\"settings\":{\"response_cache\":\"everybody\"}}",
                        "{\"settings\":{\"text_truncate\":\"refuse\"}}")
                .forEach(body ->
                        assertProblem(registry.admin("PUT", PATH, body), 400, "invalid_request"));
    }

    @Test
    void versionsAreChangedByRolloutsOnly() {
        platform.deploy("digits", 1);
        registry.register("digits");
        assertProblem(
                registry.admin("PUT", PATH, "{\"versions\":[{\"version\":2}]}"), 409, "conflict");
        assertProblem(registry.admin("PUT", PATH, "{\"versions\":[]}"), 409, "conflict");
    }

    @Test
    void aRolloutWithoutItsPoolIsToldWhichThereAre() {
        registry.register("digits");
        registry.bean(JdbcClient.class).sql("UPDATE pools SET name = 'only'").update();
        JsonNode missing =
                assertProblem(
                        registry.admin("POST", "/models/digits/rollouts", Map.of("version", 1)),
                        404,
                        "resource_not_found");
        assertThat(missing.get("detail").asString())
                .isEqualTo("There is no pool 'default'; there are: only.");
    }

    @Test
    void aPoolIsChosenBeforeTheFirstRolloutAndKeptWhileVersionsAreServed() {
        PaginationTest.makePool(registry, "large");
        registry.register("digits");
        put("{\"pool\":\"large\"}", 201);
        assertThat(registry.get(PATH).get("versions")).isEmpty();
        platform.startRollout("digits", 1, 0);
        assertThat(platform.replica.versions()).isEmpty();
        assertProblem(registry.admin("PUT", PATH, "{\"pool\":\"default\"}"), 409, "in_use");
        assertProblem(registry.admin("DELETE", PATH, null), 409, "in_use");
    }

    @Test
    void aRemovedDeploymentLeavesTheDocumentThenTheReplicasAndTheModelStays() {
        platform.deploy("digits", 1);
        put("{\"default_timeout_ms\":500}", 200);
        assertThat(registry.admin("DELETE", PATH, null).statusCode()).isEqualTo(204);
        assertThat(platform.replica.versions())
                .as("a gateway may still route it")
                .containsExactly(1);
        assertThat(platform.gateway.traffic("digits")).isEmpty();
        await().atMost(Duration.ofSeconds(5)).until(() -> platform.replica.versions().isEmpty());
        assertProblem(registry.admin("GET", PATH, null), 404, "model_not_deployed");
        assertProblem(registry.admin("DELETE", PATH, null), 404, "model_not_deployed");
        assertThat(registry.get("/models/digits/rollouts").get("items")).hasSize(1);
        platform.settle("digits");
        platform.deploy("digits", 2);
        assertThat(registry.get(PATH).get("default_timeout_ms").asInt()).isEqualTo(60_000);
    }
}
