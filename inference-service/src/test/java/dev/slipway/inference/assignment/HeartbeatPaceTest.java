package dev.slipway.inference.assignment;

import static dev.slipway.inference.assignment.HeartbeatPace.EAGER;
import static dev.slipway.inference.assignment.HeartbeatPace.MOST_EAGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatPaceTest {
    private static final Duration USUAL = Duration.ofSeconds(1);

    private final HeartbeatPace pace = new HeartbeatPace(USUAL);

    @Test
    void aYoungReplicaWithoutAVersionAsksMoreOften() {
        assertThat(pace.pause(1, false, false)).isEqualTo(EAGER);
        assertThat(pace.pause(MOST_EAGER, false, false)).isEqualTo(EAGER);
        assertThat(pace.pause(MOST_EAGER + 1, false, false)).isEqualTo(USUAL);
    }

    @Test
    void oneThatHasAVersionOrNoRegistryDoesNot() {
        assertThat(pace.pause(1, true, false)).isEqualTo(USUAL);
        assertThat(pace.pause(1, false, true)).isEqualTo(USUAL);
    }

    @Test
    void nobodyIsMadeSlower() {
        Duration quick = EAGER.dividedBy(10);
        assertThat(new HeartbeatPace(quick).pause(1, false, false)).isEqualTo(quick);
    }
}
