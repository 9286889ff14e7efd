package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Patience.until;
import static dev.slipway.inference.batching.Patience.untilAwake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots that wait for a time, by a clock that only the test moves, and where threads end. */
class SleepingWorkersTest {
    private static final long MS = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final HeldSource a = new HeldSource("a", 1, new ArrayList<>());

    @AfterEach
    void letAllGo() {
        a.letAllGo();
    }

    private EngineWorkers workers(int processors) {
        return new EngineWorkers(processors, now::get, Patience.THREADS);
    }

    /** Holds its slot back at its first turn. */
    private static final class Holding implements BatchSource {
        private final EngineWorkers workers;
        private final long nanos;
        private final List<Boolean> holds = Collections.synchronizedList(new ArrayList<>());
        private final Semaphore again = new Semaphore(0);

        Holding(EngineWorkers workers, long nanos) {
            this.workers = workers;
            this.nanos = nanos;
        }

        @Override
        public boolean runNext() {
            if (holds.isEmpty()) {
                holds.add(workers.hold(this, nanos));
                // A later time changes nothing, and an earlier one only the time.
                holds.add(workers.hold(this, nanos + 1));
                holds.add(workers.hold(this, nanos - 1));
            } else {
                again.release();
            }
            return false;
        }

        boolean comesAgain() throws InterruptedException {
            return again.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSlotThatIsHeldOccupiesNoThreadAndComesBackInItsTime() throws Exception {
        EngineWorkers workers = workers(1);
        Holding holding = new Holding(workers, 10 * MS);
        workers.lend(1, 0);
        workers.lend(1, 0);
        workers.ready(holding, 1);
        until(() -> holding.holds.size() == 3);
        untilAwake(workers, 0);
        assertThat(holding.holds).containsExactly(true, false, false);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        a.goes.release();
        untilAwake(workers, 0);
        now.addAndGet(10 * MS - 2);
        // Who ends a run looks for what is due.
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        a.goes.release();
        untilAwake(workers, 0);
        assertThat(holding.again.availablePermits()).isZero();
        now.addAndGet(1);
        assertThat(holding.comesAgain()).isTrue();
    }

    @Test
    void itsTimeComesWhileALongRunOfAnotherGoesOn() throws Exception {
        EngineWorkers workers = workers(1);
        Holding holding = new Holding(workers, 10 * MS);
        workers.lend(1, 0);
        workers.lend(1, 0);
        workers.ready(holding, 1);
        until(() -> holding.holds.size() == 3);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        now.addAndGet(10 * MS);
        assertThat(holding.comesAgain()).isTrue();
    }

    @Test
    void aSlotThatIsHeldIsHastened() throws Exception {
        EngineWorkers workers = workers(1);
        Holding holding = new Holding(workers, TimeUnit.HOURS.toNanos(1));
        workers.lend(1, 0);
        workers.ready(holding, 1);
        until(() -> holding.holds.size() == 3);
        untilAwake(workers, 0);
        workers.hasten(holding);
        assertThat(holding.comesAgain()).isTrue();
        untilAwake(workers, 0);
        workers.hasten(holding);
        assertThat(workers.slotsWaiting()).isZero();
    }

    @Test
    void neitherAnErrorNorAnInterruptionOfARunEndsAThread() throws Exception {
        EngineWorkers workers = workers(1);
        workers.lend(1, 0);
        workers.ready(
                () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("injected");
                },
                1);
        Semaphore interrupted = new Semaphore(0);
        workers.ready(
                () -> {
                    interrupted.release(Thread.currentThread().isInterrupted() ? 1 : 2);
                    return false;
                },
                1);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        assertThat(interrupted.availablePermits()).isEqualTo(2);
    }

    private static int threads(EngineWorkers workers) {
        return workers.awake() + workers.asleep();
    }

    @Test
    void threadsGoWithWhoBroughtThem() throws Exception {
        EngineWorkers workers = workers(2);
        EngineWorkers.Loan first = workers.lend(2, 1);
        EngineWorkers.Loan second = workers.lend(1, 0);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        first.giveBack();
        first.giveBack();
        until(() -> threads(workers) == 1);
        a.letAllGo();
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        second.giveBack();
        until(() -> threads(workers) == 0);
    }

    @Test
    void whereAThreadCannotBeStartedNoneIs() {
        AtomicInteger asked = new AtomicInteger();
        Executor few =
                work -> {
                    if (asked.incrementAndGet() == 3) {
                        throw new OutOfMemoryError("injected");
                    }
                    Thread.ofPlatform().daemon().start(work);
                };
        EngineWorkers workers = new EngineWorkers(1, now::get, few);
        assertThatThrownBy(() -> workers.lend(4, 0))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("injected");
        until(() -> threads(workers) == 0);
    }
}
