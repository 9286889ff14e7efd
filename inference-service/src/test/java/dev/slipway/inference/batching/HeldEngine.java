package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Adds 1 to each element; the first run waits until it is let go. An element of -1 is refused, one
 * of -2 breaks the run.
 */
final class HeldEngine implements Engine {
    final CountDownLatch first = new CountDownLatch(1);
    final CountDownLatch begun = new CountDownLatch(1);
    final List<EngineRequest> runs = new ArrayList<>();
    boolean losesRows;
    Runnable beforeRefusing = () -> {};

    @Override
    public void run(EngineRequest request, AnswerSink sink) {
        runs.add(request);
        begun.countDown();
        try {
            first.await();
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
        }
        Tensor x = request.inputs().get("x");
        if (x == null) {
            throw new IllegalStateException("no x");
        }
        float[] y = ((float[]) x.data()).clone();
        for (int i = 0; i < y.length; i++) {
            if (y[i] == -1) {
                beforeRefusing.run();
                sink.refuse(Refusal.invalidInput("-1 is no index"));
                return;
            }
            if (y[i] == -2) {
                throw new IllegalStateException("broken by the test");
            }
            y[i]++;
        }
        sink.answer(
                Map.of(
                        "y",
                        losesRows ? Tensor.floats(y, 1, y.length) : Tensor.floats(y, x.shape())));
        sink.complete();
    }

    @Override
    public void close() {}
}
