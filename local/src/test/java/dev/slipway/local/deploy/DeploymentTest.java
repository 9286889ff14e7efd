package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.deploy.PublicApi.ActiveRollout;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private final List<String> told = new ArrayList<>();
    private final FakeApi api = new FakeApi();
    private final ModelFolder folder = new ModelFolder("m", List.of());

    @Test
    void aModelIsUploadedAndRolledOutUntilItIsServed() throws Exception {
        api.states.add("preparing");
        api.states.add("completed");
        assertThat(deployment(Duration.ofSeconds(10)).deploy("m", folder)).isEqualTo(7);
        assertThat(api.asked).containsExactly("upload m", "rollout m@7");
        assertThat(told).first().isEqualTo("uploading m (0 kB)");
        assertThat(told).contains("m@7 is preparing");
    }

    @Test
    void theReportHearsHowFarTheUploadIsAndItsEndAlsoOfOneThatIsRefused() throws Exception {
        api.states.add("completed");
        Upload taken = new Upload();
        int _ = new Deployment(api, taken, Duration.ofSeconds(10)).deploy("m", folder);
        assertThat(taken.heard).containsExactly("4 of 4", "ended");
        api.refusesUploads = true;
        Upload refused = new Upload();
        assertThatThrownBy(() ->
                        new Deployment(api, refused, Duration.ofSeconds(10)).deploy("m", folder))
                .isInstanceOf(ApiRefusal.class);
        assertThat(refused.heard).containsExactly("ended");
    }

    @Test
    void whatTheStoreSaysOfAnUploadIsToldBeforeItIsRolledOut() throws Exception {
        api.states.add("completed");
        api.uploaded =
                new PublicApi.Uploaded(
                        7, List.of("a.bin", "b", "c", "d", "e"), List.of("x is fixed", "y too"));
        int _ = deployment(Duration.ofSeconds(10)).deploy("m", folder);
        assertThat(told)
                .containsExactly(
                        "uploading m (0 kB)",
                        "warning: x is fixed",
                        "warning: y too",
                        "left out 5 files that serving does not need: a.bin, b, c, d, …",
                        "rolling out m@7");
        told.clear();
        api.uploaded = new PublicApi.Uploaded(7, List.of("a.bin"), List.of());
        int _ = deployment(Duration.ofSeconds(10)).deploy("m", folder);
        assertThat(told).contains("left out 1 file that serving does not need: a.bin");
    }

    @Test
    void whileTheOldVersionIsWarmAPersonIsToldTheWayBack() throws Exception {
        api.states.add("baking");
        api.states.add("completed");
        int _ = deployment(Duration.ofSeconds(10)).deploy("m", folder);
        assertThat(told).anyMatch(line -> line.contains("/models/m/rollouts/r1:rollback"));
    }

    @Test
    void aRolloutThatIsUnderWayIsFollowedInsteadOfStartedAgain() throws Exception {
        api.active = Optional.of(new ActiveRollout("r0", 3));
        api.states.add("completed");
        deployment(Duration.ofSeconds(10)).rollOut("m", 3);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void aRolloutOfAnotherVersionEndsBeforeTheOwnOneIsStarted() throws Exception {
        for (String end : List.of("completed", "rolled_back")) {
            api.asked.clear();
            api.active = Optional.of(new ActiveRollout("r0", 2));
            api.states.addAll(List.of("baking", end, "completed"));
            deployment(Duration.ofSeconds(10)).rollOut("m", 3);
            assertThat(api.asked).containsExactly("rollout m@3");
            assertThat(told)
                    .containsSequence(
                            "rolling out m@3",
                            "waiting for the rollout of m@2, which is under way");
            api.states.clear();
        }
    }

    @Test
    void aRolloutOfAnotherVersionThatStartsInBetweenIsWaitedForToo() throws Exception {
        api.crossing = Optional.of(new ActiveRollout("r0", 2));
        api.states.add("completed");
        deployment(Duration.ofSeconds(10)).rollOut("m", 3);
        assertThat(told).contains("waiting for the rollout of m@2, which is under way");
        assertThat(api.asked).containsExactly("rollout m@3");
    }

    @Test
    void anotherOneThatDoesNotEndInTimeIsNamed() {
        api.active = Optional.of(new ActiveRollout("r0", 2));
        api.states.add("paused");
        assertThatThrownBy(() -> deployment(Duration.ZERO).rollOut("m", 3))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "the rollout of m@2 did not end in time, so none of m@3 was started");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void aRolloutThatFailedSaysWhyAndIsNotTriedAgain() {
        api.states.add("failed");
        assertThatThrownBy(() -> deployment(Duration.ofSeconds(10)).deploy("m", folder))
                .isInstanceOfSatisfying(
                        ApiRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
                .hasMessage("the rollout of m@7 ended as failed: the reason");
    }

    @Test
    void oneThatTakesTooLongIsLeftToGoOn() {
        assertThatThrownBy(() -> deployment(Duration.ZERO).deploy("m", folder))
                .hasMessageContaining("did not complete in time; it goes on");
    }

    @Test
    void whatCurlWouldBeToldIsSaidForThisCommand() {
        api.refusal =
                Optional.of(
                        "'model.onnx' keeps weights in 'w.bin', which is not in the package; add"
                                + " it: -F 'file=@w.bin;filename=w.bin'");
        assertThatThrownBy(() -> deployment(Duration.ZERO).deploy("m", folder))
                .isInstanceOfSatisfying(
                        ApiRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
                .hasMessage(
                        "'model.onnx' keeps weights in 'w.bin', which is not in the package; put"
                                + " all files of the model into one folder, the graph as"
                                + " model.onnx at its root, and give the folder: ./slipway"
                                + " deploy FOLDER");
        api.refusal = Optional.of("the graph has no outputs, so there is nothing to serve");
        assertThatThrownBy(() -> deployment(Duration.ZERO).deploy("m", folder))
                .hasMessage("the graph has no outputs, so there is nothing to serve");
    }

    private static final class Upload implements DeploymentReport, UploadReport {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void accept(String line) {}

        @Override
        public UploadReport upload(String model, long bytes) {
            return this;
        }

        @Override
        public void sent(long bytes, long total) {
            heard.add(bytes + " of " + total);
        }

        @Override
        public void ended() {
            heard.add("ended");
        }
    }

    private Deployment deployment(Duration limit) {
        return new Deployment(api, told::add, limit);
    }
}
