package dev.slipway.inference.tensor;

import java.nio.ByteBuffer;
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
 * A buffer for one picture of 3 x 224 x 224 FP32, lent and let go by a request: one that waits, and
 * one that is made for it. Microseconds and allocated bytes a request; what is outside the heap is
 * in neither, but for the zeros that a fresh one is filled with.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BufferPoolBenchmark {
    @Param("602112")
    public int bytes;

    private final BufferPool kept = new BufferPool(new BufferPoolSettings(16 << 20));
    private final BufferPool fresh = BufferPool.keepingNothing();

    @Setup
    public void fill() {
        var _ = lendFrom(kept);
    }

    @Benchmark
    public ByteBuffer lendKept() {
        return lendFrom(kept);
    }

    @Benchmark
    public ByteBuffer lendFresh() {
        return lendFrom(fresh);
    }

    private ByteBuffer lendFrom(BufferPool pool) {
        BufferLease lease = new BufferLease(pool);
        ByteBuffer lent = lease.lend(bytes);
        lease.release();
        return lent;
    }
}
