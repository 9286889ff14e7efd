package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.batching.Arrivals.Arrival;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.batching.BatchPolicy.Hold;
import dev.slipway.inference.batching.Foresight.Backlog;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.queueing.WorkQueue;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request of 1 x 4 numbers that finds nothing else waiting or running: what is predicted for its
 * head and for its work, its place in the queue, the choice of its batch, its run, and what is
 * counted and learned of that. The engine does nothing, and all of it is in the caller's thread, so
 * that microseconds are processor time. Allocated bytes a request, its token and deadline among
 * them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoneRequestBenchmark {
    private final Way way = new Way();

    /** Answers with its input. */
    private static final class Echo implements Engine {
        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            sink.answer(Map.of("y", Objects.requireNonNull(request.inputs().get("x"))));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    /** Keeps the last answer. */
    private static final class Answers implements AnswerSink {
        private Map<String, Tensor> newest = Map.of();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            newest = outputs;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }
    }

    /** What a {@link VersionQueue} is made of, without threads and locks. */
    private static final class Way {
        private final Map<String, Tensor> inputs = Map.of("x", Tensor.floats(new float[4], 1, 4));
        private final Answers answers = new Answers();
        private final WorkQueue<QueuedWork> waiting = new WorkQueue<>();
        private final MergeRule rule = MergeRule.probed();
        private final LearnedCost cost = new LearnedCost();
        private final RunCounters counters =
                new RunCounters(System::nanoTime).of(new RunCounters.Version("m", 1));
        private final WaitEstimate estimate = new WaitEstimate(1, System::nanoTime);
        private final KeptPromises promises = new KeptPromises();
        private final SplitRule splitRule = new SplitRule(rule, cost, false);
        private final NextBatch next = new NextBatch(rule, cost, System::nanoTime);
        private final Departures departures =
                new Departures(waiting, next, new UnderWay(1), estimate, counters);
        private final Arrivals arrivals =
                new Arrivals(rule, splitRule, cost, counters, this::enter);
        private final Foresight foresight =
                new Foresight(
                        rule,
                        splitRule,
                        cost,
                        estimate,
                        promises,
                        WideLane.none(),
                        next::wantedNanos);
        private final BatchRunner runner =
                new BatchRunner(
                        "m@1",
                        new Echo(),
                        WideLane.none(),
                        rule,
                        cost,
                        estimate,
                        promises,
                        counters,
                        RequestMemory::unbounded);

        private Work work() {
            EngineRequest request =
                    new EngineRequest(
                            inputs,
                            List.of("y"),
                            Deadline.in(Duration.ofHours(1), System::nanoTime),
                            new CancelToken());
            return new Work(request, answers, RunObserver.NOBODY, RequestClass.DEFAULT);
        }

        private Backlog ahead(Claim claim) {
            return new Backlog(waiting.size(), waiting.costAheadOf(claim));
        }

        private void enter(List<Arrival> all) {
            for (Arrival one : all) {
                QueuedWork queued = one.queued();
                queued.promised(foresight.waitNanos(ahead(one.claim())));
                queued.stands(waiting.add(queued, one.claim()));
                queued.leavesBy(queued.work().request().cancel().onCancel(() -> {}));
            }
            counters.queuedChangedBy(all.size());
        }

        double predicted(Work work) {
            Deadline deadline = work.request().deadline();
            Claim claim =
                    new Claim(work.of().priority(), work.of().tenant(), deadline.atNanos(), 0);
            double head =
                    foresight.ofHead(work.of(), deadline.nanosLeft(), ahead(claim)).waitNanos();
            return head + foresight.ofWorks(List.of(work), ahead(claim)).waitNanos();
        }

        void submit(Work work) {
            arrivals.come(List.of(work));
        }

        Map<String, Tensor> run() {
            Taken batch =
                    switch (departures.next(false)) {
                        case Release<QueuedWork> release -> departures.take(release);
                        case Hold<QueuedWork> _ ->
                                throw new IllegalStateException("no delay is fixed");
                    };
            batch.works().forEach(QueuedWork::left);
            runner.run(batch);
            departures.over(batch.works());
            return answers.newest;
        }
    }

    @Benchmark
    public Map<String, Tensor> fromHeadToAnswer() {
        Work work = way.work();
        if (way.predicted(work) != 0) {
            throw new IllegalStateException("something else waits");
        }
        way.submit(work);
        return way.run();
    }
}
