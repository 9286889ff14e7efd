package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Patience.untilAwake;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, by a clock that only the test moves: while it stands all runs are short. */
class EngineWorkersTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> turns = Collections.synchronizedList(new ArrayList<>());
    private final List<HeldSource> sources = new ArrayList<>();

    private HeldSource source(String name, int batches) {
        sources.add(new HeldSource(name, batches, turns));
        return sources.getLast();
    }

    @AfterEach
    void letAllGo() {
        sources.forEach(HeldSource::letAllGo);
    }

    private EngineWorkers workers(int processors) {
        return new EngineWorkers(processors, now::get, Patience.THREADS);
    }

    @Test
    void sourcesTakeTurns() throws Exception {
        EngineWorkers workers = workers(1);
        HeldSource a = source("a", 3);
        HeldSource b = source("b", 3);
        workers.lend(1, 0);
        workers.lend(1, 0);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        workers.ready(b, 1);
        a.letAllGo();
        b.letAllGo();
        assertThat(a.begins(2)).isTrue();
        assertThat(b.begins(3)).isTrue();
        assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void shortRunsGoOnOnAsManyThreadsAsThereAreProcessors() throws Exception {
        EngineWorkers workers = workers(2);
        HeldSource a = source("a", 1);
        HeldSource b = source("b", 1);
        HeldSource c = source("c", 1);
        workers.lend(1, 0);
        workers.lend(1, 0);
        workers.lend(1, 0);
        workers.ready(a, 1);
        workers.ready(b, 1);
        assertThat(a.begins()).isTrue();
        assertThat(b.begins()).isTrue();
        workers.ready(c, 1);
        untilAwake(workers, 2);
        assertThat(workers.asleep()).isEqualTo(1);
        assertThat(workers.slotsWaiting()).isEqualTo(1);
        assertThat(c.hasBegun()).isFalse();
        a.goes.release();
        assertThat(c.begins()).isTrue();
        assertThat(workers.slotsWaiting()).isZero();
    }

    @Test
    void aLongRunOfOneHoldsUpNoOther() throws Exception {
        EngineWorkers workers = workers(1);
        HeldSource a = source("a", 1);
        HeldSource b = source("b", 1);
        HeldSource c = source("c", 1);
        for (int i = 0; i < 3; i++) {
            workers.lend(1, 0);
        }
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        workers.ready(b, 1);
        untilAwake(workers, 1);
        now.addAndGet(EngineWorkers.LONG_RUN_NANOS - 1);
        // Whoever may run now is called for it, and is awake from then on.
        workers.ready(c, 1);
        untilAwake(workers, 1);
        assertThat(b.hasBegun()).isFalse();
        now.addAndGet(1);
        assertThat(b.begins()).isTrue();
    }

    @Test
    void whoComesWhileLongRunsGoOnBeginsAtOnce() throws Exception {
        EngineWorkers workers = workers(1);
        HeldSource a = source("a", 1);
        HeldSource b = source("b", 1);
        HeldSource c = source("c", 1);
        for (int i = 0; i < 3; i++) {
            workers.lend(1, 0);
        }
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        now.addAndGet(EngineWorkers.LONG_RUN_NANOS);
        workers.ready(b, 1);
        assertThat(b.begins()).isTrue();
        // One of them is long and the other one is not: there is room for no third one.
        workers.ready(c, 1);
        untilAwake(workers, 2);
        assertThat(c.hasBegun()).isFalse();
        a.goes.release();
        untilAwake(workers, 1);
        assertThat(c.hasBegun()).isFalse();
        b.goes.release();
        assertThat(c.begins()).isTrue();
    }

    @Test
    void whatIsLeftToAQuickTurnBeginsThoughThatTakesLongAfterAll() throws Exception {
        EngineWorkers workers = workers(2);
        HeldSource a = source("a", 1);
        HeldSource b = source("b", 1);
        for (int i = 0; i < 3; i++) {
            workers.lend(1, 0);
        }
        a.quickTurns = 4;
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        for (int i = 0; i < 20; i++) {
            workers.ready(b, 1);
            assertThat(b.begins()).isTrue();
            b.goes.release();
            untilAwake(workers, 1);
        }
        assertThat(a.threads).hasSize(1);
    }

    @Test
    void allSlotsOfOneSourceRunAtOnceHoweverFewProcessorsThereAre() throws Exception {
        EngineWorkers workers = workers(1);
        HeldSource a = source("a", 2);
        workers.lend(3, 0);
        workers.ready(a, 3);
        assertThat(a.begins(3)).isTrue();
    }

    @Test
    void anUrgentSlotRunsBesideWhatRunsAndBeforeWhatWaits() throws Exception {
        EngineWorkers workers = workers(1);
        HeldSource a = source("a", 1);
        HeldSource b = source("b", 1);
        HeldSource urgent = source("urgent", 2);
        workers.lend(1, 1);
        workers.lend(1, 0);
        workers.ready(a, 1);
        assertThat(a.begins()).isTrue();
        workers.ready(b, 1);
        workers.urgently(urgent);
        assertThat(urgent.begins()).isTrue();
        urgent.goes.release();
        assertThat(urgent.begins()).isTrue();
        assertThat(b.hasBegun()).isFalse();
        a.goes.release();
        assertThat(b.begins()).isTrue();
    }

    @Test
    void whoSleptLastIsCalledFirst() throws Exception {
        EngineWorkers workers = workers(4);
        HeldSource a = source("a", 0);
        a.letAllGo();
        workers.lend(3, 0);
        for (int i = 0; i < 50; i++) {
            untilAwake(workers, 0);
            workers.ready(a, 1);
            assertThat(a.begins()).isTrue();
        }
        assertThat(a.threads.stream().distinct()).hasSize(1);
        assertThat(a.threads.getFirst().getName()).startsWith("engine-");
    }
}
