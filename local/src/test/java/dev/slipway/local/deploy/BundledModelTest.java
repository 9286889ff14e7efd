package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.deploy.BundledModel.Unserved;
import dev.slipway.local.deploy.PublicApi.ActiveRollout;
import dev.slipway.local.deploy.PublicApi.ModelStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BundledModelTest {
    private final FakeApi api = new FakeApi();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void rolloutsComplete() {
        api.states.add("completed");
    }

    @Test
    void itIsDeployedOnceTheGatewayIsReadyAndAskedForAnAnswer() throws Exception {
        api.ready.addFirst(false);
        serve(0);
        assertThat(api.asked).containsExactly("upload minilm", "rollout minilm@7");
        assertThat(told).last().isEqualTo("the first embedding was answered");
    }

    @Test
    void whatIsServedAlreadyIsNotDeployedAgain() throws Exception {
        api.models = List.of(new ModelStatus("minilm", 2, "2", ""));
        serve(0);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void anUploadThatWasNotRolledOutIsRolledOut() throws Exception {
        api.models = List.of(new ModelStatus("minilm", 3, "", ""));
        api.newestVerified = Optional.of(2);
        serve(0);
        assertThat(api.asked).containsExactly("rollout minilm@2");
    }

    @Test
    void theFirstRolloutThatIsUnderWayIsFollowedThoughANewerVersionIsThere() throws Exception {
        api.models = List.of(new ModelStatus("minilm", 2, "", "preparing"));
        api.newestVerified = Optional.of(2);
        api.active = Optional.of(new ActiveRollout("r0", 1));
        serve(0);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void whereAllVersionsAreRetiredItIsUploadedAgain() throws Exception {
        api.models = List.of(new ModelStatus("minilm", 3, "", ""));
        serve(0);
        assertThat(api.asked).containsExactly("upload minilm", "rollout minilm@7");
    }

    @Test
    void thePoolIsSizedWhereThatIsWanted() throws Exception {
        serve(2);
        assertThat(api.asked).first().isEqualTo("resize default 2 to 5");
    }

    @Test
    void aPlatformWithoutAModelGetsItsFirstMaxAndLaterKeepsWhatPeopleSaid() throws Exception {
        model().serve(0, 0, 3);
        assertThat(api.asked).first().isEqualTo("resize default 1 to 3");
        api.asked.clear();
        api.models = List.of(new ModelStatus("minilm", 2, "2", ""));
        model().serve(0, 0, 3);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void aRefusalThatWillNotPassEndsItWithItsSentence() {
        api.refusesUploads = true;
        assertThatThrownBy(() -> serve(0))
                .isInstanceOf(Unserved.class)
                .hasMessage("minilm cannot be deployed: this key may not deploy");
    }

    private void serve(int poolMin) throws Exception {
        model().serve(poolMin, 5, 1);
    }

    private BundledModel model() {
        return new BundledModel(api, api, told::add, Duration.ofSeconds(10));
    }
}
