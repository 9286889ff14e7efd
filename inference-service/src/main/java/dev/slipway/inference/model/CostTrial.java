package dev.slipway.inference.model;

import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.model.TrialInputs.Size;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Times some runs of a version before anybody waits for it. Else its first batches would be chosen
 * by a guess, and of whoever comes first nobody could be told how long it takes.
 *
 * <p>Each size runs once cold, since the engine lays out its memory then, and at least once more.
 * Of several times the least one teaches: a run is slow by accident, but never fast. The cheapest
 * size comes first, and each further one only where what was learned so far says that it ends
 * within the budget, so that a slow version is not held up for what its traffic will teach anyway.
 * What runs over the budget all the same is cancelled. A run that failed teaches nothing and ends
 * the trial, for larger ones would hardly do better.
 */
final class CostTrial {
    private static final int MOST_TIMED_RUNS = 3;

    /** Timed runs of one size are repeated until they took so long: short ones scatter most. */
    private static final long LONG_ENOUGH_NANOS = 10_000_000;

    /** A cold one and a timed one. */
    private static final int LEAST_RUNS = 2;

    private final Engine engine;
    private final Duration budget;
    private final LongSupplier nanoTime;

    /**
     * A trial of one version.
     *
     * @param budget of all runs together
     */
    CostTrial(Engine engine, Duration budget, LongSupplier nanoTime) {
        this.engine = engine;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /**
     * Tries what it may.
     *
     * @param rule by which the version's works are measured
     * @param outputs that are asked for
     * @param cost taught by it; nothing ran yet
     */
    void teach(TrialInputs inputs, MergeRule rule, List<String> outputs, LearnedCost cost) {
        try (CancelTimer timer = new CancelTimer(budget)) {
            CancelToken cancel = timer.token();
            Deadline end = Deadline.in(budget, nanoTime);
            for (Size size : inputs.sizes()) {
                Map<String, Tensor> made = inputs.of(size);
                if (made == null) {
                    return;
                }
                EngineRequest request = new EngineRequest(made, outputs, end, cancel);
                RunShape shape = rule.shape(request);
                long left = end.nanosLeft();
                if (left <= 0 || LEAST_RUNS * cost.nanos(shape) > left) {
                    return;
                }
                long nanos = nanos(request);
                if (nanos == 0) {
                    return;
                }
                cost.tried(shape, nanos);
            }
        }
    }

    /** How long it takes once it is warm; 0 where a run failed. */
    private long nanos(EngineRequest request) {
        if (!isAnswered(request)) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        long all = 0;
        for (int run = 0; run < MOST_TIMED_RUNS && all < LONG_ENOUGH_NANOS; run++) {
            long begun = nanoTime.getAsLong();
            if (!isAnswered(request)) {
                return 0;
            }
            long nanos = Math.max(1, nanoTime.getAsLong() - begun);
            least = Math.min(least, nanos);
            all += nanos;
        }
        return least;
    }

    private boolean isAnswered(EngineRequest request) {
        return isAnswered(engine, request);
    }

    /** Runs it, on the caller's thread. */
    static boolean isAnswered(Engine engine, EngineRequest request) {
        Ending ending = new Ending();
        engine.run(request, ending);
        return ending.answered && !ending.refused && !request.cancel().isCancelled();
    }

    /** How a run ended; what it gave is of no interest. */
    private static final class Ending implements AnswerSink {
        private boolean answered;
        private boolean refused;

        @Override
        public void answer(Map<String, Tensor> outputs) {
            answered = true;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            refused = true;
        }
    }
}
