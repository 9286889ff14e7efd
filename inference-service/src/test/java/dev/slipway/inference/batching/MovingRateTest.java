package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MovingRateTest {
    private static final Offset<Double> LITTLE = within(0.01);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final MovingRate rate = new MovingRate(nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void whatComesEvenlyIsTheRateAfterAWhile() {
        assertThat(rate.perSecond()).isZero();
        for (int i = 0; i < 10_000; i++) {
            pass(10);
            rate.add(2);
        }
        assertThat(rate.perSecond()).isCloseTo(200, within(1.0));
    }

    @Test
    void whatCameOnceIsForgottenWithoutAnybodyAdding() {
        rate.add(100);
        assertThat(rate.perSecond()).isCloseTo(10, LITTLE);
        pass(10_000);
        assertThat(rate.perSecond()).isCloseTo(10 / Math.E, LITTLE);
        pass(10_000);
        assertThat(rate.perSecond()).isCloseTo(10 / Math.E / Math.E, LITTLE);
        pass(1_000_000);
        assertThat(rate.perSecond()).isCloseTo(0, LITTLE);
    }
}
