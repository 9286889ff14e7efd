package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the line is left to threads that are awake, and what is not. */
class ReadyLineTest {
    private static final long SHORT = EngineWorkers.SHORT_WAIT_NANOS;

    private final Condition woken = new ReentrantLock().newCondition();
    private final EngineWorker worker = new EngineWorker(woken);
    private final ReadyLine line = new ReadyLine();
    private final Source quick = new Source(4);
    private final Source other = new Source(4);

    /** Has so many turns in a short wait. */
    private static final class Source implements BatchSource {
        private final int turns;

        Source(int turns) {
            this.turns = turns;
        }

        @Override
        public boolean runNext() {
            return false;
        }

        @Override
        public int turnsIn(long nanos) {
            assertThat(nanos).isEqualTo(SHORT);
            return turns;
        }
    }

    @BeforeEach
    void twoProcessors() {
        line.shortRuns(2);
    }

    private void runs(BatchSource source) {
        line.add(source, 1);
        assertThat(line.begin(worker, 0)).isSameAs(source);
    }

    @Test
    void aSlotIsLeftToAQuickTurnOfAnotherVersion() {
        runs(quick);
        line.add(other, 1);
        assertThat(line.takenSoon(0, 0)).isEqualTo(4);
        assertThat(line.mayStart(0, 0)).isEqualTo(1);
        assertThat(line.mayStart(4, 0)).isZero();
    }

    @Test
    void whatIsMoreThanThatIsNot() {
        runs(quick);
        line.add(other, 5);
        assertThat(line.mayStart(line.takenSoon(0, 0), 0)).isEqualTo(1);
    }

    @Test
    void aVersionThatIsAloneWaitsForNoTurnOfItsOwn() {
        runs(quick);
        line.add(quick, 1);
        assertThat(line.takenSoon(0, 0)).isZero();
        assertThat(line.takenSoon(1, 0)).as("there is none behind the one that is taken").isZero();
        line.add(quick, 1);
        assertThat(line.takenSoon(1, 0)).isZero();
    }

    @Test
    void aTurnThatTakesLongerThanUsualTellsNothing() {
        runs(quick);
        line.add(other, 1);
        assertThat(line.takenSoon(0, SHORT)).isEqualTo(4);
        assertThat(line.takenSoon(0, SHORT + 1)).isZero();
    }

    @Test
    void nothingIsLeftToTurnsThatAreNotKnownToBeQuick() {
        runs(new Source(0));
        line.add(other, 1);
        assertThat(line.takenSoon(0, 0)).isZero();
    }

    @Test
    void aTurnThatIsOverTellsNothingMore() {
        runs(quick);
        line.end(worker, null, 0);
        line.add(other, 1);
        assertThat(line.takenSoon(0, 0)).isZero();
    }

    @Test
    void whoIsOnItsWayTakesWhatStandsBehindItsFirstSlot() {
        line.add(quick, 1);
        line.add(other, 2);
        assertThat(line.takenSoon(1, 0)).isEqualTo(3);
        assertThat(line.takenSoon(2, 0))
                .as("one of them comes for a slot of the same")
                .isEqualTo(3);
    }

    @Test
    void slotsOfOneSourceAreNobodyElseToIt() {
        runs(quick);
        line.add(quick, 1);
        assertThat(line.hasOthersThan(quick, 0)).isFalse();
        assertThat(line.hasOthersThan(other, 0)).isTrue();
        line.add(other, 1);
        assertThat(line.hasOthersThan(quick, 0)).isTrue();
    }

    /** One turn, until then. */
    private void ran(BatchSource source, long untilNanos) {
        runs(source);
        line.end(worker, null, untilNanos);
    }

    @Test
    void whoRanAMomentAgoIsStillSomebodyElse() {
        ran(quick, 10);
        assertThat(line.hasOthersThan(quick, 10)).as("its own turns").isFalse();
        assertThat(line.hasOthersThan(other, 10)).isTrue();
        ran(other, 20);
        ran(quick, 30);
        ran(quick, 40);
        assertThat(line.hasOthersThan(quick, 19 + EngineWorkers.LONG_RUN_NANOS)).isTrue();
        assertThat(line.hasOthersThan(quick, 20 + EngineWorkers.LONG_RUN_NANOS)).isFalse();
        assertThat(line.hasOthersThan(other, 39 + EngineWorkers.LONG_RUN_NANOS)).isTrue();
        assertThat(line.hasOthersThan(other, 40 + EngineWorkers.LONG_RUN_NANOS)).isFalse();
    }

    @Test
    void beforeAnUrgentSlotNothingIsLeft() {
        runs(quick);
        line.add(other, 1);
        line.addUrgent(other);
        assertThat(line.takenSoon(0, 0)).isZero();
        assertThat(line.mayStart(0, 0)).isEqualTo(2);
    }
}
