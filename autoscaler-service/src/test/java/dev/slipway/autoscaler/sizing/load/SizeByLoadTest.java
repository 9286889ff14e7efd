package dev.slipway.autoscaler.sizing.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.autoscaler.sizing.load.SizeByLoad.Bounds;
import dev.slipway.autoscaler.sizing.load.SizeByLoad.Decided;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class SizeByLoadTest {
    private static final LoadSettings SETTINGS =
            new LoadSettings(
                    16,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(300),
                    0.9,
                    Duration.ofSeconds(5));
    private static final Duration LOOK = Duration.ofMillis(500);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Bounds bounds = new Bounds(1, 4, 16);
    private SizeByLoad size = new SizeByLoad(SETTINGS, 1, now);
    private int changes;
    private int last = 1;

    @Test
    void withoutLoadThePoolHasItsMin() {
        assertThat(after(Duration.ofMinutes(10), 0)).isEqualTo(1);
    }

    @Test
    void itGrowsWithinThePanicWindow() {
        after(Duration.ofMinutes(10), 0);

        assertThat(after(Duration.ofSeconds(6), 41)).isEqualTo(3);
        assertThat(changes).as("each step up is a change, none is a step down").isLessThan(3);
    }

    @Test
    void oneShortBurstIsAveragedAway() {
        after(Duration.ofMinutes(2), 0);

        assertThat(after(LOOK, 60)).isEqualTo(1);
        assertThat(after(Duration.ofSeconds(10), 0)).isEqualTo(1);
    }

    @Test
    void exactlyTheTargetNeedsNoMore() {
        assertThat(after(Duration.ofMinutes(2), 32)).isEqualTo(2);
        assertThat(after(Duration.ofMinutes(2), 33)).isEqualTo(3);
    }

    @Test
    void itNeverLeavesItsBounds() {
        assertThat(after(Duration.ofMinutes(2), 1_000)).isEqualTo(4);
        bounds = new Bounds(2, 3, 16);
        assertThat(after(LOOK, 1_000)).isEqualTo(3);
        assertThat(after(Duration.ofMinutes(20), 0)).isEqualTo(2);
        bounds = new Bounds(0, 0, 16);
        assertThat(after(LOOK, 1_000)).isZero();
        bounds = new Bounds(3, 3, 16);
        assertThat(after(LOOK, 0)).isEqualTo(3);
    }

    @Test
    void itShrinksOnlyAfterTheWholeDelayOfQuiet() {
        after(Duration.ofMinutes(1), 40);
        after(Duration.ofSeconds(60), 0);

        assertThat(after(Duration.ofSeconds(235), 0)).as("the average fell later").isEqualTo(3);
        assertThat(after(Duration.ofSeconds(65), 0)).isEqualTo(1);
    }

    @Test
    void loadThatComesBackBeginsTheDelayAnew() {
        after(Duration.ofMinutes(1), 40);
        after(Duration.ofSeconds(250), 0);
        after(Duration.ofSeconds(20), 40);

        assertThat(after(Duration.ofSeconds(290), 0)).isEqualTo(3);
        assertThat(after(Duration.ofSeconds(80), 0)).isEqualTo(1);
    }

    @Test
    void whatSomebodyIsNotHeardOfDoesNotShrinkHoweverLong() {
        after(Duration.ofMinutes(1), 40);

        assertThat(unheard(Duration.ofMinutes(60), 0)).isEqualTo(3);
        assertThat(after(Duration.ofSeconds(299), 0)).as("quiet counts from then on").isEqualTo(3);
        assertThat(after(Duration.ofSeconds(10), 0)).isEqualTo(1);
    }

    @Test
    void whatIsHeardOfTheRestStillMakesItGrow() {
        assertThat(unheard(Duration.ofSeconds(10), 40)).isEqualTo(3);
    }

    @Test
    void timeInWhichNobodyLookedIsNoQuiet() {
        after(Duration.ofMinutes(1), 40);
        now = now.plus(Duration.ofMinutes(30));

        assertThat(after(Duration.ofSeconds(299), 0)).isEqualTo(3);
        assertThat(after(Duration.ofSeconds(10), 0)).isEqualTo(1);
    }

    @Test
    void whatRunsAtTheStartStaysForAWholeDelay() {
        size = new SizeByLoad(SETTINGS, 3, now);

        assertThat(after(Duration.ofSeconds(299), 0)).isEqualTo(3);
        assertThat(after(Duration.ofSeconds(10), 0)).isEqualTo(1);
    }

    @Test
    void itSaysWhenItWillShrink() {
        after(Duration.ofMinutes(1), 40);
        after(Duration.ofSeconds(160), 0);

        now = now.plus(LOOK);
        Decided decided = size.decide(bounds, 0, true, now);
        assertThat(decided.shrinkIn()).isBetween(Duration.ofSeconds(150), Duration.ofSeconds(250));
        now = now.plus(LOOK);
        assertThat(size.decide(bounds, 0, false, now).shrinkIn()).isNull();
    }

    @Test
    void aNoisyLoadDoesNotMakeItFlap() {
        Random random = new Random(7);
        for (double mean : new double[] {7, 14, 15.9, 24, 31.5, 40}) {
            size = new SizeByLoad(SETTINGS, 1, now);
            run(Duration.ofMinutes(10), () -> noisy(random, mean));
            changes = 0;
            int least = last;
            int most = last;
            for (int minute = 0; minute < 120; minute++) {
                run(Duration.ofMinutes(1), () -> noisy(random, mean));
                least = Math.min(least, last);
                most = Math.max(most, last);
            }
            assertThat(most - least).as("sizes at a mean of %s", mean).isLessThanOrEqualTo(1);
            assertThat(changes).as("changes in two hours at %s", mean).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void aDayAndANightAreFollowedWithOneGrowthAndOneShrinkingForEachStep() {
        Random random = new Random(11);
        run(Duration.ofMinutes(10), () -> 2);
        changes = 0;
        for (int minute = 0; minute < 240; minute++) {
            double mean = 2 + 52 * Math.pow(Math.sin(Math.PI * minute / 240), 2);
            run(Duration.ofMinutes(1), () -> noisy(random, mean));
        }
        run(Duration.ofMinutes(10), () -> 2);

        assertThat(last).isEqualTo(1);
        assertThat(changes).as("1 to 4 and back").isBetween(4, 10);
    }

    /** A mean with a deviation of a third, and a burst now and then. */
    private static int noisy(Random random, double mean) {
        double value = mean + random.nextGaussian() * mean / 3;
        return (int) Math.max(0, Math.round(random.nextInt(50) == 0 ? value * 2 : value));
    }

    private int after(Duration time, int demand) {
        return run(time, () -> demand);
    }

    private int run(Duration time, IntSupplier demand) {
        return run(time, demand, true);
    }

    private int unheard(Duration time, int demand) {
        return run(time, () -> demand, false);
    }

    private int run(Duration time, IntSupplier demand, boolean complete) {
        for (Duration left = time; left.isPositive(); left = left.minus(LOOK)) {
            now = now.plus(LOOK);
            int wanted = size.decide(bounds, demand.getAsInt(), complete, now).wanted();
            changes += wanted == last ? 0 : 1;
            last = wanted;
        }
        return last;
    }
}
