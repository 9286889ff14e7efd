package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WaitEstimateTest {
    private static final Offset<Double> HARDLY = within(1e-6);

    private final AtomicLong now = new AtomicLong(1);
    private final WaitEstimate estimate = new WaitEstimate(2, now::get);

    private void bothBusy(double predicted) {
        estimate.begun(predicted);
        estimate.begun(predicted);
    }

    @Test
    void nobodyWaitsWhereNothingWaitsAndAThreadIsFree() {
        assertThat(estimate.waitNanos(0, 0)).isZero();
        estimate.begun(1000);
        assertThat(estimate.waitNanos(0, 0)).isZero();
        assertThat(estimate.isIdle(0)).isTrue();
        assertThat(estimate.isIdle(1)).isFalse();
        estimate.begun(1000);
        assertThat(estimate.isIdle(0)).isFalse();
    }

    @Test
    void theWaitIsWhatRunsHaveLeftAndWhatIsAheadOverTheThreads() {
        bothBusy(1000);
        assertThat(estimate.waitNanos(0, 0)).isEqualTo(1000, HARDLY);
        assertThat(estimate.waitNanos(3, 600)).isEqualTo(1300, HARDLY);
        now.addAndGet(400);
        assertThat(estimate.waitNanos(3, 600)).isEqualTo(900, HARDLY);
    }

    @Test
    void aRunThatTakesLongerThanPredictedHasNothingLeftAndTakesNothingFromTheOther() {
        estimate.begun(100);
        estimate.begun(1000);
        now.addAndGet(500);
        assertThat(estimate.waitNanos(0, 0)).isEqualTo(250, HARDLY);
        now.addAndGet(5000);
        assertThat(estimate.waitNanos(0, 0)).isZero();
    }

    @Test
    void aRunThatEndsIsNotCountedAnyMoreAndTellsItsTime() {
        WaitEstimate.Run first = estimate.begun(1000);
        estimate.begun(1000);
        now.addAndGet(300);
        assertThat(estimate.running()).isEqualTo(2);
        assertThat(estimate.ended(first)).isEqualTo(300);
        assertThat(estimate.running()).isEqualTo(1);
        assertThat(estimate.waitNanos(1, 0)).isEqualTo(350, HARDLY);
    }

    @Test
    void whatSharesRunsIsAheadForLess() {
        bothBusy(0);
        assertThat(estimate.waitNanos(8, 800)).isEqualTo(400, HARDLY);
        estimate.took(200, 800);
        assertThat(estimate.waitNanos(8, 800)).isEqualTo(100, HARDLY);
    }

    @Test
    void theNewestRunCountsASixteenthAndAShortOneHardlyAnything() {
        bothBusy(0);
        estimate.took(400, 800);
        estimate.took(16, 16);
        // (400 - 24) / (800 - 49)
        assertThat(estimate.waitNanos(8, 751)).isEqualTo(188, HARDLY);
    }

    @Test
    void runsThatWereSlowerThanPredictedMakeNothingOfMergingAndUnknownOnesTeachNothing() {
        bothBusy(0);
        estimate.took(900, 0);
        assertThat(estimate.waitNanos(1, 100)).isEqualTo(50, HARDLY);
        estimate.took(9000, 100);
        assertThat(estimate.waitNanos(1, 100)).isEqualTo(50, HARDLY);
    }

    @Test
    void aRequestRunsAsLongAsItsLongestWorkOrItsShareOfTheThreads() {
        assertThat(estimate.runNanos(Demand.NONE.and(100, 1))).isEqualTo(100, HARDLY);
        Demand many = Demand.NONE;
        for (int i = 0; i < 10; i++) {
            many = many.and(100, 1);
        }
        assertThat(estimate.runNanos(many)).isEqualTo(500, HARDLY);
        estimate.took(100, 400);
        assertThat(estimate.runNanos(many)).isEqualTo(125, HARDLY);
        assertThat(estimate.runNanos(Demand.NONE.and(100, 1))).isEqualTo(100, HARDLY);
        assertThat(estimate.runNanos(Demand.NONE.and(1000, 4))).isEqualTo(250, HARDLY);
    }
}
