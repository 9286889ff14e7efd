package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/**
 * One run and the time it takes. It is over before its first answer goes on, so that an answer does
 * not report its own run as one that others wait for, and what is done with the answer is not
 * counted as the engine's time.
 */
final class TimedRun implements AnswerSink {
    private final WaitEstimate estimate;
    private final AnswerSink sink;
    private final WaitEstimate.Run run;
    private final int concurrent;
    private boolean over;
    private boolean answered;
    private long nanos;

    TimedRun(WaitEstimate estimate, AnswerSink sink, double predictedNanos) {
        this.estimate = estimate;
        this.sink = sink;
        this.run = estimate.begun(predictedNanos);
        this.concurrent = estimate.running();
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        answered = true;
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
            nanos = estimate.ended(run);
        }
    }

    /** Whether the engine gave an answer: the time of a run that failed says nothing. */
    boolean isAnswered() {
        return answered;
    }

    /** Runs that went on when it began, itself among them. */
    int concurrent() {
        return concurrent;
    }

    /** Until its first answer, or its end. */
    long nanos() {
        return nanos;
    }
}
