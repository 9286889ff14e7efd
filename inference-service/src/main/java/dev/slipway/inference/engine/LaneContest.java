package dev.slipway.inference.engine;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs that have the machine for themselves take turns on engines that use it differently, until it
 * is clear which one answers them first; from then on all go there, and the others are closed.
 *
 * <p>It is measured on the traffic itself, since runs that were made up would go on beside it and
 * measure their rivalry: engines that spin would look worst. A time counts as a part of what a run
 * of its size is predicted to take, so that runs of different sizes can be compared, and of several
 * the median does.
 */
public final class LaneContest implements Engine {
    /** Runs of each candidate that count. */
    static final int RUNS = 12;

    /** Runs before those, in which an engine lays out its memory. */
    static final int COLD_RUNS = 2;

    /** Runs of each that must count for anything to be found. */
    static final int LEAST_RUNS = 3;

    /** All runs together take not much longer. */
    static final Duration BUDGET = Duration.ofSeconds(3);

    /** Runs of one, with those that fail. */
    static final int MOST_RUNS = 4 * RUNS;

    /** A candidate takes at most so much of the time of one that is preferred to it. */
    private static final double CLEARLY = 0.95;

    private final List<Entrant> entrants;
    private final Entrant usual;
    private final ToDoubleFunction<EngineRequest> predictedNanos;
    private final Verdict verdict;
    private final Executor background;
    private final LongSupplier nanoTime;
    private volatile @Nullable Entrant winner;
    private boolean closed;
    private long spentNanos;

    /**
     * An engine, and what it has of the processor.
     *
     * @param threads {@link EngineThreads#NONE} of the engine that there is anyway, which is never
     *     closed here
     */
    public record Candidate(EngineThreads threads, Engine engine) {}

    /** Hears once what came of it, unless it is closed before. */
    @FunctionalInterface
    public interface Verdict {
        /**
         * Who has all runs from now on.
         *
         * @param sure false where too few runs were measured and it is only what is usual
         */
        void of(EngineThreads best, boolean sure);
    }

    /**
     * Begins with the first run.
     *
     * @param candidates each must be clearly faster than those before it; the first one that has
     *     threads of its own is usual
     * @param predictedNanos what a run of a request takes
     * @param background where the others are closed and the verdict is heard
     */
    public LaneContest(
            List<Candidate> candidates,
            ToDoubleFunction<EngineRequest> predictedNanos,
            Verdict verdict,
            Executor background,
            LongSupplier nanoTime) {
        this.entrants = candidates.stream().map(Entrant::new).toList();
        this.usual = entrants.stream().filter(Entrant::isOwn).findFirst().orElseThrow();
        this.predictedNanos = predictedNanos;
        this.verdict = verdict;
        this.background = background;
        this.nanoTime = nanoTime;
    }

    @Override
    public void run(EngineRequest request, AnswerSink sink) {
        Entrant best = winner;
        if (best == null) {
            compete(request, sink);
        } else {
            best.engine.run(request, sink);
        }
    }

    private void compete(EngineRequest request, AnswerSink sink) {
        Entrant turn = begin();
        double predicted = Math.max(1, predictedNanos.applyAsDouble(request));
        Answered answered = new Answered(sink, nanoTime);
        long begun = nanoTime.getAsLong();
        try {
            turn.engine.run(request, answered);
        } finally {
            double part = (answered.nanos - begun) / predicted;
            boolean counts = answered.isWhole() && !request.cancel().isCancelled();
            end(turn, nanoTime.getAsLong() - begun, counts ? part : Double.NaN);
        }
    }

    /** Whose turn it is: of those with the fewest runs the usual one, else the first. */
    private synchronized Entrant begin() {
        Entrant turn = winner;
        if (turn == null) {
            turn = usual;
            for (Entrant entrant : entrants) {
                turn = entrant.begun < turn.begun ? entrant : turn;
            }
        }
        turn.begun++;
        turn.running++;
        return turn;
    }

    private void end(Entrant turn, long tookNanos, double part) {
        Entrant found = null;
        boolean sure = false;
        List<Engine> unused;
        synchronized (this) {
            turn.running--;
            if (winner == null && !closed) {
                spentNanos += tookNanos;
                turn.count(part);
                if (isOver()) {
                    sure = entrants.stream().allMatch(entrant -> entrant.counted >= LEAST_RUNS);
                    found = sure ? fastest() : usual;
                    winner = found;
                }
            }
            unused = winner == null ? List.of() : takeUnused();
        }
        if (found != null || !unused.isEmpty()) {
            conclude(found, sure, unused);
        }
    }

    private boolean isOver() {
        return spentNanos >= BUDGET.toNanos()
                || entrants.stream().allMatch(entrant -> entrant.counted == RUNS)
                || entrants.stream().anyMatch(entrant -> entrant.begun >= MOST_RUNS);
    }

    private Entrant fastest() {
        Entrant best = entrants.getFirst();
        for (Entrant entrant : entrants) {
            if (entrant.median() <= CLEARLY * best.median()) {
                best = entrant;
            }
        }
        return best;
    }

    /** Engines that nothing runs on and nothing will; each is given to one caller. */
    private List<Engine> takeUnused() {
        List<Engine> unused = new ArrayList<>();
        for (Entrant entrant : entrants) {
            if (entrant != winner && entrant.running == 0 && entrant.isOwn() && !entrant.left) {
                entrant.left = true;
                unused.add(entrant.engine);
            }
        }
        return unused;
    }

    private void conclude(@Nullable Entrant found, boolean sure, List<Engine> unused) {
        Runnable step =
                () -> {
                    unused.forEach(Engine::close);
                    if (found != null) {
                        verdict.of(found.threads, sure);
                    }
                };
        try {
            background.execute(step);
        } catch (RuntimeException | Error noThread) {
            step.run();
        }
    }

    @Override
    public boolean quantisesDynamically() {
        return usual.engine.quantisesDynamically();
    }

    @Override
    public void close() {
        List<Engine> all;
        synchronized (this) {
            closed = true;
            winner = null;
            all = takeUnused();
        }
        all.forEach(Engine::close);
    }

    /** What is known of a candidate; guarded by the contest. */
    private static final class Entrant {
        private final EngineThreads threads;
        private final Engine engine;
        private final double[] parts = new double[RUNS];
        private int begun;
        private int running;
        private int coldRuns;
        private int counted;
        private boolean left;

        Entrant(Candidate candidate) {
            threads = candidate.threads();
            engine = candidate.engine();
        }

        boolean isOwn() {
            return threads.count() > 0;
        }

        /** One that is not a number tells nothing. */
        void count(double part) {
            if (Double.isNaN(part) || counted == RUNS) {
                return;
            }
            if (coldRuns < COLD_RUNS) {
                coldRuns++;
            } else {
                parts[counted] = part;
                counted++;
            }
        }

        double median() {
            double[] sorted = Arrays.copyOf(parts, counted);
            Arrays.sort(sorted);
            return (sorted[(counted - 1) / 2] + sorted[counted / 2]) / 2;
        }
    }

    /** Notes when the answer came, and passes everything on. */
    private static final class Answered implements AnswerSink {
        private final AnswerSink sink;
        private final LongSupplier nanoTime;
        private long nanos;
        private boolean answered;
        private boolean refused;

        Answered(AnswerSink sink, LongSupplier nanoTime) {
            this.sink = sink;
            this.nanoTime = nanoTime;
        }

        boolean isWhole() {
            return answered && !refused;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            if (!answered) {
                nanos = nanoTime.getAsLong();
                answered = true;
            }
            sink.answer(outputs);
        }

        @Override
        public void complete() {
            sink.complete();
        }

        @Override
        public void refuse(Refusal refusal) {
            refused = true;
            sink.refuse(refusal);
        }
    }
}
