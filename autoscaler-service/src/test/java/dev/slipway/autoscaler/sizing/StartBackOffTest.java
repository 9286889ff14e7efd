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
            backOff.failed(1, NOW);
            assertThat(backOff.startable(1, NOW.plusSeconds(seconds).minusMillis(1))).isZero();
            assertThat(backOff.startable(1, NOW.plusSeconds(seconds))).isOne();
        }
    }

    @Test
    void manyFailuresDoNotOverflow() {
        for (int i = 0; i < 100; i++) {
            backOff.failed(1, NOW);
        }
        assertThat(backOff.startable(1, NOW.plusSeconds(29))).isZero();
        assertThat(backOff.startable(1, NOW.plusSeconds(30))).isOne();
    }

    @Test
    void aSuccessForgetsTheFailures() {
        backOff.failed(1, NOW);
        backOff.failed(1, NOW);
        backOff.succeeded();
        assertThat(backOff.startable(1, NOW)).isOne();
        backOff.failed(1, NOW);
        assertThat(backOff.startable(1, NOW.plusSeconds(1))).isOne();
    }

    @Test
    void onlyAsManyWaitAsFailed() {
        backOff.failed(1, NOW);
        assertThat(backOff.startable(3, NOW)).isEqualTo(2);
        assertThat(backOff.startable(0, NOW)).isZero();
        assertThat(backOff.startable(1, NOW)).as("the pool was complete meanwhile").isOne();
        backOff.failed(2, NOW);
        assertThat(backOff.startable(2, NOW)).isZero();
        assertThat(backOff.startable(2, NOW.plusSeconds(2))).isEqualTo(2);
    }
}
