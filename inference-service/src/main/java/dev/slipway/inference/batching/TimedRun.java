package dev.slipway.inference.batching;

import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.telemetry.Span;
import java.util.List;
import java.util.Map;

/**
 * One run and the time it takes. It is over before its first answer goes on, so that an answer does
 * not report its own run as one that others wait for, what is done with the answer is not counted
 * as the engine's time, and whoever gets the answer knows how long it took.
 */
final class TimedRun implements AnswerSink {
    private final WaitEstimate estimate;
    private final AnswerSink sink;
    private final List<QueuedWork> works;
    private final RunCounters counters;
    private final Span span;
    private final RunShape shape;
    private final WaitEstimate.Run run;
    private final int concurrent;
    private boolean over;
    private boolean answered;
    private long nanos;

    /**
     * It begins now.
     *
     * @param shape of all its works
     * @param predictedNanos what it is predicted to take
     * @param beside whether it goes on beside what the version's threads run
     * @param span what traces tell of it; ended with it
     */
    TimedRun(
            WaitEstimate estimate,
            RunShape shape,
            double predictedNanos,
            boolean beside,
            AnswerSink sink,
            List<QueuedWork> works,
            RunCounters counters,
            Span span) {
        this.estimate = estimate;
        this.shape = shape;
        this.sink = sink;
        this.works = works;
        this.counters = counters;
        this.span = span;
        this.run = beside ? estimate.begunBeside(predictedNanos) : estimate.begun(predictedNanos);
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
            counters.runTook(shape.rows(), nanos);
            span.end();
            tell();
        }
    }

    private void tell() {
        for (int i = 0; i < works.size(); i++) {
            RunObserver observer = works.get(i).work().observer();
            if (isToldFirst(observer, i)) {
                observer.ran(nanos);
            }
        }
    }

    /** A run has few works: looking through them costs less than keeping a set. */
    private boolean isToldFirst(RunObserver observer, int at) {
        for (int i = 0; i < at; i++) {
            if (works.get(i).work().observer().equals(observer)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the engine gave an answer: the time of a run that failed says nothing. */
    boolean isAnswered() {
        return answered;
    }

    /** Runs that went on when it began, itself among them, and one that joined it beside them. */
    int concurrent() {
        return estimate.isJoined(run) ? concurrent + 1 : concurrent;
    }

    /** Until its first answer, or its end. */
    long nanos() {
        return nanos;
    }
}
