package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A work that is more urgent than what runs does not wait for its end. */
class UrgentRunsTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final RequestClass URGENT = new RequestClass(1, "u");

    /** Gives back what it gets; an element of 7 waits until it is let go. */
    private static final class Echo implements Engine {
        private final Semaphore held = new Semaphore(0);
        private final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            Tensor x = request.inputs().get("x");
            if (x != null && ((float[]) x.data())[0] == 7) {
                held.release();
                try {
                    letGo.await();
                } catch (InterruptedException cut) {
                    Thread.currentThread().interrupt();
                }
            }
            sink.answer(Map.of("y", request.inputs().get("x")));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private final Echo engine = new Echo();
    private final VersionQueue queue = queue(true);

    private VersionQueue queue(boolean runsUrgentBeside) {
        return new VersionQueue(
                "test",
                engine,
                new MergeRule(1, Merging.DECLINED, "test"),
                KnownCost.of(100),
                WideLane.none(),
                1,
                runsUrgentBeside,
                new RunCounters(System::nanoTime),
                RequestMemory::unbounded);
    }

    @AfterEach
    void close() {
        engine.letGo.countDown();
        queue.close();
    }

    private static Work work(RequestClass of, float element, AnswerSink sink) {
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {element}, 1, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofMinutes(1), () -> 0),
                        new CancelToken());
        return new Work(request, sink, RunObserver.NOBODY, of);
    }

    private static WaitingSink submit(VersionQueue to, RequestClass of, float element) {
        WaitingSink waiter = new WaitingSink();
        to.submit(work(of, element, waiter));
        return waiter;
    }

    private void waitUntilOneIsHeld() throws InterruptedException {
        assertThat(engine.held.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itRunsBesideWhatIsLessUrgent() throws Exception {
        WaitingSink long1 = submit(queue, RequestClass.DEFAULT, 7);
        waitUntilOneIsHeld();
        WaitingSink waits = submit(queue, RequestClass.DEFAULT, 2);
        WaitingSink urgent = submit(queue, URGENT, 3);
        assertThat(urgent.result.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsKey("y");
        assertThat(long1.result).isNotDone();
        assertThat(waits.result).isNotDone();
        engine.letGo.countDown();
        assertThat(waits.y()).containsExactly(2);
    }

    @Test
    void onlyOneDoesAtATime() throws Exception {
        submit(queue, RequestClass.DEFAULT, 7);
        waitUntilOneIsHeld();
        WaitingSink first = submit(queue, URGENT, 7);
        waitUntilOneIsHeld();
        WaitingSink second = submit(queue, URGENT, 3);
        assertThat(first.result).isNotDone();
        assertThat(second.result).isNotDone();
        assertThat(engine.held.availablePermits()).isZero();
        engine.letGo.countDown();
        assertThat(second.y()).containsExactly(3);
    }

    @Test
    void whatIsAsUrgentAsWhatRunsWaits() throws Exception {
        submit(queue, URGENT, 7);
        waitUntilOneIsHeld();
        WaitingSink other = submit(queue, URGENT, 3);
        assertThat(queue.forecast(List.of(work(URGENT, 1, other))).standing())
                .isEqualTo(Standing.BEHIND);
        assertThat(other.result).isNotDone();
        engine.letGo.countDown();
        assertThat(other.y()).containsExactly(3);
    }

    @Test
    void itIsNotPredictedToWait() throws Exception {
        WaitingSink served = submit(queue, URGENT, 1);
        assertThat(served.y()).containsExactly(1);
        submit(queue, RequestClass.DEFAULT, 7);
        waitUntilOneIsHeld();
        submit(queue, RequestClass.DEFAULT, 2);
        // The thread for it has begun: it takes this one.
        assertThat(submit(queue, URGENT, 3).y()).containsExactly(3);
        assertThat(queue.forecast(List.of(work(RequestClass.DEFAULT, 1, served))).standing())
                .isEqualTo(Standing.BEHIND);
    }

    @Test
    void whereThePackageSaysHowManyRunsThereAreItWaitsToo() throws Exception {
        try (VersionQueue declared = queue(false)) {
            submit(declared, RequestClass.DEFAULT, 7);
            waitUntilOneIsHeld();
            WaitingSink urgent = submit(declared, URGENT, 3);
            assertThat(urgent.result).isNotDone();
            engine.letGo.countDown();
            assertThat(urgent.y()).containsExactly(3);
        }
    }
}
