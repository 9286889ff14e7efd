package dev.slipway.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private long now = 5;
    private final RetryBudget budget = new RetryBudget(() -> now);

    private int taken(int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void tenASecondAreAlwaysThere() {
        assertThat(taken(50)).isEqualTo(10);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(taken(50)).isEqualTo(10);
    }

    @Test
    void aFifthOfTheTrafficIsThere() {
        for (int i = 0; i < 1000; i++) {
            budget.request();
        }

        assertThat(taken(500)).isEqualTo(200);
    }

    @Test
    void oldTrafficIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            budget.request();
        }
        now += Duration.ofSeconds(11).toNanos();

        assertThat(taken(500)).isEqualTo(10);
    }

    @Test
    void bytesAreGivenBack() {
        ByteBudget bytes = new ByteBudget(10);

        assertThat(bytes.take(8)).isTrue();
        assertThat(bytes.take(3)).isFalse();
        bytes.giveBack(8);
        assertThat(bytes.take(10)).isTrue();
        assertThat(bytes.taken()).isEqualTo(10);
    }

    @Test
    void everyDefaultIsPinned() {
        assertThat(DoorLimits.DEFAULT)
                .isEqualTo(
                        new DoorLimits(
                                67_108_864,
                                1_048_576,
                                67_108_864,
                                1_048_576,
                                10_000,
                                67_108_864,
                                32_768,
                                8_192,
                                10_000,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30)));
    }
}
