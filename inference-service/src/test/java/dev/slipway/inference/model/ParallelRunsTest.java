package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ParallelRunsTest {
    private static final int AT_ONCE = 3;
    private static final int RUNS_OF_EACH = 4;
    private static final Duration TIME = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger runs = new AtomicInteger();
    private final ParallelRuns pace =
            new ParallelRuns(
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[1], 1)),
                            List.of("y"),
                            Deadline.in(TIME, now::get),
                            new CancelToken()),
                    RUNS_OF_EACH,
                    now::get);

    /** What a run does before it is answered. */
    @FunctionalInterface
    private interface Step {
        void in(AnswerSink sink);
    }

    private Engine engine(Step step) {
        return new Engine() {
            @Override
            public void run(EngineRequest request, AnswerSink sink) {
                runs.incrementAndGet();
                step.in(sink);
                sink.answer(request.inputs());
                sink.complete();
            }

            @Override
            public void close() {}
        };
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException(alone);
        }
    }

    @Test
    void runsGoOnAtOnceAndTheirTimeIsDividedByTheirNumber() {
        CyclicBarrier all = new CyclicBarrier(AT_ONCE);
        Engine engine =
                engine(_ -> {
                    meet(all);
                    now.addAndGet(10);
                });
        assertThat(pace.nanosOfARun(engine, AT_ONCE)).isEqualTo(10);
        assertThat(runs).hasValue(AT_ONCE * RUNS_OF_EACH);
    }

    @Test
    void oneThatFailsTellsNothingWhereverItRuns() {
        Engine refusing = engine(sink -> sink.refuse(Refusal.invalidInput("no")));
        assertThat(pace.nanosOfARun(refusing, 1)).isNaN();
        Thread test = Thread.currentThread();
        Engine breaking =
                engine(_ -> {
                    if (!Thread.currentThread().equals(test)) {
                        throw new IllegalStateException("injected");
                    }
                });
        assertThat(pace.nanosOfARun(breaking, 1)).isNotNaN();
        assertThat(pace.nanosOfARun(breaking, 2)).isNaN();
    }

    @Test
    void whatIsOverTheTimeTellsNothing() {
        Engine slow = engine(_ -> now.addAndGet(TIME.toNanos()));
        assertThat(pace.nanosOfARun(slow, 1)).isNaN();
    }
}
