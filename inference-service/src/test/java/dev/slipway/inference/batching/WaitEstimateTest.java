package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitEstimateTest {
    private final AtomicLong now = new AtomicLong(1);
    private final WaitEstimate estimate = new WaitEstimate(2, now::get);

    private void run(long nanos, int works) {
        long begun = estimate.begun();
        now.addAndGet(nanos);
        estimate.ended(begun, works);
    }

    @Test
    void nobodyWaitsBeforeAnythingRanOrWhileAThreadIsFree() {
        assertThat(estimate.nanos(7)).isZero();
        run(800, 1);
        assertThat(estimate.nanos(0)).isZero();
        estimate.begun();
        assertThat(estimate.nanos(0)).isZero();
    }

    @Test
    void theWaitGrowsWithWhatIsAheadAndShrinksWithThreads() {
        run(800, 1);
        assertThat(estimate.nanos(3)).isEqualTo(1200);
        estimate.begun();
        estimate.begun();
        assertThat(estimate.nanos(0)).isEqualTo(400);
        assertThat(estimate.nanos(3)).isEqualTo(1600);
    }

    @Test
    void whatSharesARunSharesItsTimeAndTheNewestRunCountsAnEighth() {
        run(800, 4);
        assertThat(estimate.nanos(10)).isEqualTo(1000);
        run(1000, 1);
        assertThat(estimate.nanos(10)).isEqualTo(1500);
    }
}
