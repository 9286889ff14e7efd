package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is needed stays; what is not may go, and its number never comes again. */
class RetirementTest {
    private final PlayedPlatform platform = new PlayedPlatform();
    private final RunningRegistry registry = platform.registry;

    @AfterEach
    void stop() {
        platform.close();
    }

    private void delete(String path) {
        assertDone(registry.admin("DELETE", path, null), 204);
    }

    private String refused(String path) {
        return assertProblem(registry.admin("DELETE", path, null), 409, "in_use")
                .get("detail")
                .asString();
    }

    private String live() {
        return registry.internal(Role.STORE, "GET", "/internal/v1/live-manifests", null).body();
    }

    @Test
    void aRetiredVersionIsShownAsSuchAndItsBytesMayGo() {
        UUID upload = UUID.randomUUID();
        registry.register("digits", upload);
        delete("/models/digits/versions/1");
        delete("/models/digits/versions/1");
        assertThat(registry.get("/models/digits/versions/1").get("state").asString())
                .isEqualTo("retired");
        assertThat(live()).doesNotContain(PlayedStore.sha256(upload));
        assertProblem(
                registry.admin("POST", "/models/digits/rollouts", Map.of("version", 1)),
                409,
                "conflict");
        assertProblem(
                registry.admin("DELETE", "/models/digits/versions/9", null),
                404,
                "version_not_found");
    }

    @Test
    void aVersionThatIsServedRolledOrNamedIsRefusedWithWhoNeedsIt() {
        platform.deploy("digits", 1);
        assertThat(refused("/models/digits/versions/1")).contains("100 %");
        registry.register("digits");
        String rollout = platform.startRollout("digits", 2, 600);
        assertThat(refused("/models/digits/versions/2")).contains(rollout, "preparing");
        platform.replica.obey();
        platform.until("digits", rollout, "progressing");
        platform.gateway.catchUp();
        platform.until("digits", rollout, "baking");
        assertThat(refused("/models/digits/versions/1")).contains(rollout, "baking");
        registry.register("digits");
        registry.admin("PUT", "/models/digits/aliases/next", Map.of("version", 3));
        assertThat(refused("/models/digits/versions/3")).contains("alias next");
        assertThat(refused("/models/digits")).contains("deployed", "alias next");
    }

    @Test
    void aVersionThatReplicasStillHaveIsRefusedUntilTheyLetItGo() {
        platform.deploy("digits", 1);
        registry.admin("DELETE", "/models/digits/deployment", null);
        assertThat(refused("/models/digits/versions/1")).contains("still loaded on 1");
        platform.gateway.catchUp();
        platform.settle("digits");
        delete("/models/digits/versions/1");
    }

    @Test
    void aDeletedModelIsGoneAndALaterUploadGoesOnCounting() {
        UUID upload = UUID.randomUUID();
        registry.register("digits", upload);
        registry.register("digits");
        delete("/models/digits");
        assertProblem(registry.admin("GET", "/models/digits", null), 404, "model_not_found");
        assertThat(registry.get("/models").get("items")).isEmpty();
        assertThat(platform.gateway.catchUp().models()).isEmpty();
        assertThat(live()).doesNotContain(PlayedStore.sha256(upload));
        assertThat(registry.register("digits").version()).isEqualTo(3);
        assertThat(registry.get("/models/digits").get("latest_version").asInt()).isEqualTo(3);
        assertThat(registry.get("/models/digits/versions/1").get("state").asString())
                .isEqualTo("retired");
    }

    @Test
    void onlyWhoMayAdministerAModelDeletesOfIt() {
        registry.register("digits");
        Caller deployer = new Caller("dan", "default", List.of(new Grant("*", Action.DEPLOY)));
        assertProblem(
                registry.adminAs(deployer, "DELETE", "/models/digits/versions/1", null),
                403,
                "forbidden");
        assertProblem(
                registry.adminAs(deployer, "DELETE", "/models/digits", null), 403, "forbidden");
    }
}
