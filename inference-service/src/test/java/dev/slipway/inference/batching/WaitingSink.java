package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Somebody who waits for what a request gives as output {@code y}, or why there is none. */
final class WaitingSink implements AnswerSink {
    final CompletableFuture<Map<String, Tensor>> result = new CompletableFuture<>();
    final CompletableFuture<Refusal> refusal = new CompletableFuture<>();

    @Override
    public void answer(Map<String, Tensor> outputs) {
        result.complete(outputs);
    }

    @Override
    public void complete() {}

    @Override
    public void refuse(Refusal why) {
        refusal.complete(why);
    }

    float[] y() throws ExecutionException, InterruptedException {
        Tensor y = result.get().get("y");
        return y == null ? new float[0] : (float[]) y.data();
    }
}
