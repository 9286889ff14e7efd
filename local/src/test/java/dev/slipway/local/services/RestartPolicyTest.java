package dev.slipway.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final RestartPolicy policy =
            new RestartPolicy(
                    Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(20));

    @Test
    void waitsTwiceAsLongAfterEachEarlyDeathUpToItsBound() {
        assertThat(policy.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
        assertThat(policy.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofMillis(400));
        assertThat(policy.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofMillis(800));
        for (int death = 0; death < 100; death++) {
            assertThat(policy.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void forgetsEarlierDeathsOfOneThatLivedForLong() {
        var _ = policy.afterDeath(Duration.ZERO);
        var _ = policy.afterDeath(Duration.ZERO);
        assertThat(policy.afterDeath(Duration.ofSeconds(20))).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void theStandardOneStartsSoonAndNeverWaitsLongerThanTenSeconds() {
        RestartPolicy standard = RestartPolicy.standard();
        assertThat(standard.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
        for (int death = 0; death < 9; death++) {
            var _ = standard.afterDeath(Duration.ZERO);
        }
        assertThat(standard.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
    }
}
