package dev.slipway.inference.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What a model knows of runs that were tried before there was traffic. */
class TriedCostTest {
    private static final RunShape SHORT = new RunShape(1, 8);
    private static final RunShape[] SHAPES = {
        SHORT, new RunShape(1, 32), new RunShape(4, 8), new RunShape(1, 128), new RunShape(4, 32)
    };

    private final LearnedCost cost = new LearnedCost();
    private final Traffic traffic = new Traffic(cost, 7);

    private void tryAll(Traffic.Time time) {
        for (RunShape shape : SHAPES) {
            cost.tried(shape, (long) time.nanos(shape.rows(), shape.width()));
        }
    }

    private double ratio(int rows, int width) {
        return cost.nanos(new RunShape(rows, width)) / Traffic.text(rows, width);
    }

    @Test
    void whatWasTriedIsPredictedBeforeAnythingRan() {
        tryAll(Traffic::text);
        for (RunShape shape : SHAPES) {
            assertThat(ratio(shape.rows(), shape.width())).isCloseTo(1, within(0.25));
        }
        assertThat(ratio(8, 32)).isCloseTo(1, within(0.35));
    }

    @Test
    void itCountsAsNoRunAndPromisesNothing() {
        tryAll(Traffic::text);
        assertThat(cost.runs()).isZero();
        assertThat(cost.error()).isZero();
        assertThat(cost.spread()).isEqualTo(1);
    }

    @Test
    void aFirstRunNearItKeepsWhatIsKnownOfOtherShapes() {
        tryAll(Traffic::text);
        cost.ran(SHORT, (long) (1.2 * Traffic.text(1, 8)), 1);
        assertThat(ratio(4, 32)).isCloseTo(1, within(0.35));
        assertThat(ratio(1, 128)).isCloseTo(1, within(0.35));
        assertThat(cost.runs()).isEqualTo(1);
        assertThat(cost.error()).isPositive();
    }

    @Test
    void aFirstRunFarFromItIsBelievedAsIfNothingHadBeenTried() {
        for (double times : new double[] {100, 0.01}) {
            LearnedCost tried = new LearnedCost();
            tried.tried(SHORT, 1_000_000);
            tried.tried(new RunShape(4, 8), 3_000_000);
            tried.ran(SHORT, (long) (times * 1_000_000), 1);
            LearnedCost fresh = new LearnedCost();
            fresh.ran(SHORT, (long) (times * 1_000_000), 1);
            for (RunShape shape : SHAPES) {
                assertThat(tried.nanos(shape)).isCloseTo(fresh.nanos(shape), within(1e-6));
            }
            assertThat(tried.error()).isZero();
        }
    }

    @Test
    void trafficThatIsAnotherIsSoonLearned() {
        for (double times : new double[] {0.3, 3}) {
            LearnedCost wrong = new LearnedCost();
            for (RunShape shape : SHAPES) {
                double nanos = times * Traffic.text(shape.rows(), shape.width());
                wrong.tried(shape, (long) nanos);
            }
            Traffic real = new Traffic(wrong, 5);
            real.run(Traffic::text, 300);
            assertThat(real.worst(Traffic::text)).isLessThan(0.2);
        }
    }

    @Test
    void trafficThatIsAlikeIsLearnedNoWorse() {
        tryAll(Traffic::text);
        traffic.run(Traffic::text, 64);
        assertThat(traffic.worst(Traffic::text)).isLessThan(0.2);
    }

    @Test
    void nonsenseIsBorne() {
        cost.tried(new RunShape(0, -1), Long.MIN_VALUE);
        cost.tried(new RunShape(Integer.MAX_VALUE, Integer.MAX_VALUE), Long.MAX_VALUE);
        assertThat(cost.nanos(SHORT)).isBetween(1.0, 1e19);
        assertThat(cost.nanos(new RunShape(1 << 20, 1 << 20))).isBetween(1.0, 1e19);
    }
}
