package dev.slipway.inference.queueing;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The order of service alone, without locks and threads: a work that comes and the one that is next
 * then taken and settled, and a work that comes and leaves, while others of four tenants wait.
 * Microseconds and allocated bytes a work.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WorkQueueBenchmark {
    private static final String[] TENANTS = {"a", "b", "c", "d"};
    private static final String WORK = "work";
    private static final long COST_NANOS = 1_000_000;

    @Param({"0", "32", "256"})
    public int waiting;

    private final WorkQueue<String> queue = new WorkQueue<>();
    private long arrivals;

    @Setup
    public void fill() {
        for (int i = 0; i < waiting; i++) {
            queue.add(WORK, claim());
        }
    }

    /** Of the tenants in turn, each due a little later than the one before. */
    private Claim claim() {
        arrivals++;
        return new Claim(
                2, TENANTS[(int) (arrivals % TENANTS.length)], arrivals * 1000, COST_NANOS);
    }

    @Benchmark
    public Place<String> addAndTake() {
        queue.add(WORK, claim());
        Place<String> next = Objects.requireNonNull(queue.first());
        queue.take(next);
        queue.correct(next, COST_NANOS);
        return next;
    }

    @Benchmark
    public boolean addAndRemove() {
        return queue.remove(queue.add(WORK, claim()));
    }
}
