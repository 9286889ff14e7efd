package dev.slipway.autoscaler.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartBackOffTest {
    private static final Instant NOW = Instant.EPOCH;

    private final StartBackOff backOff =
            new StartBackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    @Test
    void eachFailureDoublesTheWaitUpToItsBound() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            backOff.failed(NOW);
            assertThat(backOff.allows(NOW.plusSeconds(seconds).minusMillis(1))).isFalse();
            assertThat(backOff.allows(NOW.plusSeconds(seconds))).isTrue();
        }
    }

    @Test
    void manyFailuresDoNotOverflow() {
        for (int i = 0; i < 100; i++) {
            backOff.failed(NOW);
        }
        assertThat(backOff.allows(NOW.plusSeconds(29))).isFalse();
        assertThat(backOff.allows(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void aSuccessForgetsTheFailures() {
        backOff.failed(NOW);
        backOff.failed(NOW);
        backOff.succeeded();
        assertThat(backOff.allows(NOW)).isTrue();
        backOff.failed(NOW);
        assertThat(backOff.allows(NOW.plusSeconds(1))).isTrue();
    }
}
