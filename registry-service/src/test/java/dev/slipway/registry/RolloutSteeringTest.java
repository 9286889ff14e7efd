package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts are held, let go on, promoted and aborted. */
class RolloutSteeringTest {
    private final PlayedPlatform platform = new PlayedPlatform();

    @BeforeEach
    void deployFirst() {
        platform.deploy("digits", 1);
        platform.registry.register("digits");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private HttpResponse<String> steer(String id, String command) {
        return platform.registry.admin(
                "POST", "/models/digits/rollouts/" + id + ":" + command, null);
    }

    private String baking() {
        String id = platform.startRollout("digits", 2, 600);
        platform.replica.obey();
        platform.until("digits", id, "progressing");
        platform.gateway.catchUp();
        platform.until("digits", id, "baking");
        return id;
    }

    @Test
    void aPausedRolloutDoesNotSwitchAlsoAfterARestartUntilItIsResumed() {
        String id = platform.startRollout("digits", 2, 600);
        assertThat(assertDone(steer(id, "pause"), 200).get("state").asString()).isEqualTo("paused");
        platform.replica.obey();
        platform.restart();
        platform.gateway.catchUp();
        assertThat(platform.gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
        assertThat(platform.state("digits", id)).isEqualTo("paused");
        assertProblem(steer(id, "pause"), 409, "conflict");
        assertProblem(steer(id, "promote"), 409, "conflict");
        assertProblem(
                platform.registry.admin("POST", "/models/digits/rollouts", Map.of("version", 2)),
                409,
                "rollout_active");
        assertThat(assertDone(steer(id, "resume"), 200).get("state").asString())
                .isEqualTo("preparing");
        platform.until("digits", id, "progressing");
    }

    @Test
    void aPromotedRolloutSkipsTheRestOfItsBakeTime() {
        String id = baking();
        assertDone(steer(id, "promote"), 200);
        platform.complete("digits", id);
        assertProblem(steer(id, "promote"), 409, "conflict");
        assertProblem(steer(id, "pause"), 409, "conflict");
        assertProblem(steer(id, "resume"), 409, "conflict");
        assertProblem(steer(id, "abort"), 409, "conflict");
    }

    @Test
    void onlyWhatIsBakingIsPromoted() {
        String id = platform.startRollout("digits", 2, 600);
        assertThat(assertProblem(steer(id, "promote"), 409, "conflict").get("detail").asString())
                .contains("preparing");
        assertProblem(steer(id, "resume"), 409, "conflict");
    }

    @Test
    void aPausedBakeIsRolledBack() {
        String id = baking();
        assertDone(steer(id, "pause"), 200);
        assertThat(assertDone(steer(id, "rollback"), 200).get("state").asString())
                .isEqualTo("rolled_back");
        assertThat(platform.gateway.traffic("digits")).containsExactly(Map.entry(1, 100));
    }

    @Test
    void anAbortEndsWhatIsNotSwitchedAndRefusesTheRest() {
        String early = platform.startRollout("digits", 2, 600);
        assertThat(assertDone(steer(early, "abort"), 200).get("state").asString())
                .isEqualTo("aborted");
        String late = baking();
        assertThat(assertProblem(steer(late, "abort"), 409, "conflict").get("detail").asString())
                .contains("roll the rollout back");
    }
}
