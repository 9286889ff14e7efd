package dev.slipway.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    @Test
    void itBeginsAtTheWallClocksTimeAndGoesOnByItself() {
        AtomicLong nanos = new AtomicLong(-5);
        Instant begin = Instant.parse("2030-01-01T00:00:00Z");
        SteadyClock clock = new SteadyClock(begin, nanos::get);

        assertThat(clock.instant()).isEqualTo(begin);
        nanos.addAndGet(1_500_000_000);
        assertThat(clock.instant()).isEqualTo(begin.plusMillis(1_500));
    }
}
