package dev.slipway.gateway.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LateRefusalsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final LateRefusals refusals = new LateRefusals(now::get);

    private void refused(String key, int count, int secondsLeft) {
        for (int i = 0; i < count; i++) {
            refusals.refused(key, Duration.ofSeconds(secondsLeft).toNanos());
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aSteadyRateCountsForWhatWouldBeHeldAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofMillis(100));
            refused("m", 1, 5);
        }
        assertThat(refusals.counts().get("m")).isBetween(49, 51);
    }

    @Test
    void nobodyCountsForMoreThanOneNorForLessThanNone() {
        refused("patient", 3, 3_600);
        refused("late", 3, -5);
        assertThat(refusals.counts()).isEqualTo(Map.of("patient", 3));
    }

    @Test
    void whatIsOverFallsAndIsForgotten() {
        refused("m", 100, 10);
        refused("other", 1, 10);
        assertThat(refusals.counts()).isEqualTo(Map.of("m", 100, "other", 1));
        pass(LateRefusals.LONGEST);
        assertThat(refusals.counts()).isEqualTo(Map.of("m", 37));
        pass(LateRefusals.LONGEST.multipliedBy(6));
        assertThat(refusals.counts()).isEmpty();
    }
}
