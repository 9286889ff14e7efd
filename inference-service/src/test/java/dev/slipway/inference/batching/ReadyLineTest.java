package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has the processors beside a version. */
class ReadyLineTest {
    private final Condition woken = new ReentrantLock().newCondition();
    private final EngineWorker worker = new EngineWorker(woken);
    private final ReadyLine line = new ReadyLine();
    private final BatchSource quick = new Source();
    private final BatchSource other = new Source();

    /** One that is never run here. */
    private static final class Source implements BatchSource {
        @Override
        public boolean runNext() {
            return false;
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
}
