package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/**
 * One run as the estimate of waits knows it. It is over before its first answer goes on, so that an
 * answer does not report its own run as one that others wait for.
 */
final class EstimatedRun implements AnswerSink {
    private final WaitEstimate estimate;
    private final AnswerSink sink;
    private final int works;
    private final long begun;
    private boolean over;

    EstimatedRun(WaitEstimate estimate, AnswerSink sink, int works) {
        this.estimate = estimate;
        this.sink = sink;
        this.works = works;
        this.begun = estimate.begun();
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        end();
        sink.answer(outputs);
    }

    @Override
    public void complete() {
        end();
        sink.complete();
    }

    @Override
    public void refuse(Refusal refusal) {
        end();
        sink.refuse(refusal);
    }

    /** Of the engine's thread alone, as all other calls. */
    void end() {
        if (!over) {
            over = true;
            estimate.ended(begun, works);
        }
    }
}
