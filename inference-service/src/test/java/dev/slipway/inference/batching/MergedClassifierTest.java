package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.Classifiers;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of several requests in one run of a real classifier are what each is alone. */
class MergedClassifierTest {
    @TempDir static Path folder;

    /** Holds the first run until it is let go. */
    private static final class Held implements Engine {
        private final Engine engine;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch first = new CountDownLatch(1);

        Held(Engine engine) {
            this.engine = engine;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            begun.countDown();
            try {
                first.await();
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
            engine.run(request, sink);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private static final class Waiter implements AnswerSink {
        private final CompletableFuture<Map<String, Tensor>> outputs = new CompletableFuture<>();

        @Override
        public void answer(Map<String, Tensor> given) {
            outputs.complete(given);
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            outputs.completeExceptionally(new AssertionError(refusal));
        }
    }

    private static EngineRequest request(float... row) {
        return new EngineRequest(
                Map.of("X", Tensor.floats(row, row.length / 4, 4)),
                List.of(Classifiers.SCORES, Classifiers.LABEL),
                Deadline.in(Duration.ofMinutes(1), System::nanoTime),
                new CancelToken());
    }

    private static Work work(EngineRequest request, Waiter waiter) {
        return new Work(request, waiter, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    @Test
    void textLabelsAndMapsAreSplitByRow() throws Exception {
        TestPackage files = Classifiers.logistic(8);
        try (Held engine = new Held(TestEngines.load(folder, files))) {
            RunCounters counters = new RunCounters(System::nanoTime);
            List<EngineRequest> requests =
                    List.of(
                            request(0, 1, 2, 3),
                            request(3, 0, 3, 1, 0, 3, -3, 2),
                            request(-1, 4, -2, 2));
            List<Waiter> together = new ArrayList<>();
            try (VersionQueue queue =
                    new VersionQueue(
                            "test",
                            engine,
                            MergeRule.of(files.manifest()),
                            KnownCost.of(100),
                            WideLane.none(),
                            1,
                            counters)) {
                queue.submit(work(request(0, 0, 0, 0), new Waiter()));
                assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
                for (EngineRequest request : requests) {
                    together.add(new Waiter());
                    queue.submit(work(request, together.getLast()));
                }
                engine.first.countDown();
            }
            assertThat(counters.mergedRequests()).isEqualTo(3);
            for (int i = 0; i < requests.size(); i++) {
                Waiter alone = new Waiter();
                engine.run(requests.get(i), alone);
                Map<String, Tensor> expected = alone.outputs.get();
                Map<String, Tensor> actual = together.get(i).outputs.get();
                assertThat(actual.get(Classifiers.LABEL))
                        .isEqualTo(expected.get(Classifiers.LABEL));
                assertThat(scores(actual)).containsExactly(scores(expected), within(1e-5f));
            }
        }
    }

    private static float[] scores(Map<String, Tensor> outputs) {
        return (float[]) Objects.requireNonNull(outputs.get(Classifiers.SCORES)).data();
    }
}
