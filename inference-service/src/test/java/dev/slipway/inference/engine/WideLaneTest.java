package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WideLaneTest {
    private static final class Graph implements Engine {
        private boolean closed;

        @Override
        public void run(EngineRequest request, AnswerSink sink) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Graph graph = new Graph();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private boolean room = true;
    private boolean fails;
    private boolean breaks;
    private boolean gainsNothing;
    private boolean hasThreads = true;
    private boolean lockWasHeld;
    private final WideLane lane =
            new WideLane(
                    () -> {
                        opened.incrementAndGet();
                        if (fails) {
                            throw new EngineLoadException("no");
                        }
                        if (breaks) {
                            throw new UnsatisfiedLinkError("no");
                        }
                        return gainsNothing ? null : graph;
                    },
                    this::hasRoom,
                    this::start,
                    now::get);

    private boolean hasRoom() {
        lockWasHeld |= Thread.holdsLock(lane);
        return room;
    }

    private void start(Runnable step) {
        lockWasHeld |= Thread.holdsLock(lane);
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        background.add(step);
    }

    private void loneRuns(int count) {
        for (int i = 0; i < count; i++) {
            if (lane.borrow() != null) {
                lane.giveBack();
            }
        }
    }

    private void inTheBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    @Test
    void itIsOpenedBesideTrafficWhenLoneRunsHaveShownThatTheyCome() {
        loneRuns(WideLane.RUNS_TO_OPEN - 1);
        assertThat(background).isEmpty();
        loneRuns(1);
        assertThat(lane.borrow()).isNull();
        inTheBackground();
        assertThat(lane.borrow()).isSameAs(graph);
        lane.giveBack();
        loneRuns(20);
        assertThat(opened).hasValue(1);
    }

    @Test
    void nobodyElseWaitsWhileMemoryIsLookedAtAndAThreadIsStarted() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        assertThat(background).hasSize(1);
        assertThat(lockWasHeld).isFalse();
    }

    @Test
    void withoutRoomItStaysClosedAndIsAskedAgainLater() {
        room = false;
        loneRuns(WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        room = true;
        now.addAndGet(WideLane.NO_ROOM.toNanos() - 1);
        loneRuns(2 * WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        now.addAndGet(1);
        loneRuns(1);
        inTheBackground();
        assertThat(lane.isOpen()).isTrue();
    }

    @Test
    void oneThatCannotBeOpenedTakesNothingFromAnybody() {
        fails = true;
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.borrow()).isNull();
        fails = false;
        loneRuns(2 * WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        now.addAndGet(WideLane.IDLE.toNanos());
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.isOpen()).isTrue();
    }

    @Test
    void oneThatLoneRunsGainNothingByIsNeverOpenedAgain() {
        gainsNothing = true;
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.borrow()).isNull();
        now.addAndGet(2 * WideLane.IDLE.toNanos());
        loneRuns(2 * WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        assertThat(opened).hasValue(1);
        lane.close();
    }

    @Test
    void soItIsOfOneThatBreaksWhileItIsOpened() {
        breaks = true;
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.borrow()).isNull();
        breaks = false;
        now.addAndGet(WideLane.IDLE.toNanos());
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.isOpen()).isTrue();
    }

    @Test
    void whereThereIsNoThreadToOpenItRunsGoOnAndItIsTriedAgainLater() {
        hasThreads = false;
        loneRuns(WideLane.RUNS_TO_OPEN);
        hasThreads = true;
        loneRuns(2 * WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        now.addAndGet(WideLane.IDLE.toNanos());
        loneRuns(1);
        inTheBackground();
        assertThat(lane.isOpen()).isTrue();
    }

    @Test
    @Timeout(10)
    void whatWasNeverOpenedHoldsUpNoUnloading() {
        breaks = true;
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        lane.close();
    }

    @Test
    @Timeout(10)
    void norDoesOneForWhichThereWasNoThread() {
        hasThreads = false;
        loneRuns(WideLane.RUNS_TO_OPEN);
        lane.close();
        assertThat(opened).hasValue(0);
    }

    @Test
    void itIsClosedRightHereWhereThereIsNoThreadForIt() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        hasThreads = false;
        now.addAndGet(WideLane.IDLE.toNanos());
        lane.rest();
        assertThat(graph.closed).isTrue();
        assertThat(lane.isOpen()).isFalse();
    }

    @Test
    void itIsClosedWhenNothingRanOnItForAWhileAndOpensAgain() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        now.addAndGet(WideLane.IDLE.toNanos() - 1);
        lane.rest();
        assertThat(lane.isOpen()).isTrue();
        now.addAndGet(1);
        lane.rest();
        inTheBackground();
        assertThat(graph.closed).isTrue();
        assertThat(lane.borrow()).isNull();
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(opened).hasValue(2);
    }

    @Test
    void itMakesWayAtOnceUnlessARunGoesOn() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.borrow()).isNotNull();
        lane.giveWay();
        assertThat(lane.isOpen()).isTrue();
        lane.giveBack();
        lane.giveWay();
        inTheBackground();
        assertThat(graph.closed).isTrue();
        assertThat(lane.isOpen()).isFalse();
    }

    @Test
    void whatRunsOnItIsNotClosedUnderneath() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        assertThat(lane.borrow()).isNotNull();
        now.addAndGet(WideLane.IDLE.toNanos());
        lane.rest();
        assertThat(lane.isOpen()).isTrue();
        lane.giveBack();
    }

    @Test
    void aLaneOfAVersionThatIsUnloadedIsClosedForGood() {
        loneRuns(WideLane.RUNS_TO_OPEN);
        inTheBackground();
        lane.close();
        assertThat(graph.closed).isTrue();
        loneRuns(WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
    }

    @Test
    void thereMayBeNone() {
        WideLane none = WideLane.none();
        for (int i = 0; i < 3 * WideLane.RUNS_TO_OPEN; i++) {
            assertThat(none.borrow()).isNull();
        }
        none.rest();
        none.close();
    }
}
