package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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
    private final WideLane lane =
            new WideLane(
                    () -> {
                        opened.incrementAndGet();
                        if (fails) {
                            throw new EngineLoadException("no");
                        }
                        return graph;
                    },
                    () -> room,
                    background::add,
                    now::get);

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
    void withoutRoomItStaysClosedAndIsAskedAgainLater() {
        room = false;
        loneRuns(WideLane.RUNS_TO_OPEN);
        assertThat(background).isEmpty();
        room = true;
        loneRuns(WideLane.RUNS_TO_OPEN);
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
