package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SurpriseTest {
    private final Surprise surprise = new Surprise();
    private final Random random = new Random(5);

    private void seen(int runs, double mean, double deviation) {
        for (int run = 0; run < runs; run++) {
            surprise.seen(mean + deviation * random.nextGaussian());
        }
    }

    @Test
    void theSpreadIsTheNinthTenth() {
        for (int run = 0; run < 4000; run++) {
            surprise.promised(Math.exp(0.3 * random.nextGaussian()));
        }
        assertThat(Math.log(surprise.spread())).isCloseTo(0.3 * 1.2816, within(0.15));
    }

    @Test
    void oneRunCountsForTheErrorAsAWholePredictionAtMost() {
        surprise.promised(1e9);
        assertThat(surprise.error()).isEqualTo(1);
        surprise.promised(1);
        assertThat(surprise.error()).isEqualTo(0.5);
    }

    @Test
    void pausesAreNoChangeAndDoNotMoveIt() {
        for (int round = 0; round < 20; round++) {
            seen(25, 0, 0.05);
            surprise.seen(3.4);
            assertThat(surprise.drifted()).isFalse();
            assertThat(surprise.change()).isCloseTo(1, within(0.1));
        }
        assertThat(surprise.bound()).isLessThan(0.3);
    }

    @Test
    void timesThatDoubleAreAChangeOfTwoWithinAFewRuns() {
        seen(300, 0, 0.05);
        seen(12, Math.log(2), 0.05);
        assertThat(surprise.drifted()).isTrue();
        assertThat(surprise.change()).isCloseTo(2, within(0.2));
        surprise.forget();
        assertThat(surprise.drifted()).isFalse();
    }

    @Test
    void errorsToBothSidesAreAChangeTooUnlessTheyAreUsual() {
        seen(300, 0, 0.05);
        for (int run = 0; run < 40; run++) {
            surprise.seen(run % 2 == 0 ? 0.4 : -0.4);
        }
        assertThat(surprise.drifted()).isTrue();
        surprise.forget();
        for (int run = 0; run < 1000; run++) {
            surprise.seen(run % 2 == 0 ? 0.4 : -0.4);
        }
        surprise.forget();
        for (int run = 0; run < 100; run++) {
            surprise.seen(run % 2 == 0 ? 0.4 : -0.4);
        }
        assertThat(surprise.drifted()).isFalse();
    }
}
