package dev.slipway.inference.tensor.metrics;

import dev.slipway.inference.tensor.BufferPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Publishes the buffers of large tensors. */
public final class TensorMetricsConfiguration {
    private TensorMetricsConfiguration() {}

    /** Publishes everything once. */
    public static void publish(MeterRegistry registry, BufferPool pool) {
        bytes(registry, pool, "lent", BufferPool::lentBytes);
        bytes(registry, pool, "idle", BufferPool::idleBytes);
        lends(registry, pool, "hit", BufferPool::hits);
        lends(registry, pool, "miss", BufferPool::misses);
    }

    private static void bytes(
            MeterRegistry registry,
            BufferPool pool,
            String state,
            ToDoubleFunction<BufferPool> bytes) {
        Gauge.builder("slipway.tensor.buffer.bytes", pool, bytes)
                .tag("state", state)
                .description("Bytes outside the heap of buffers for large tensors")
                .register(registry);
    }

    private static void lends(
            MeterRegistry registry,
            BufferPool pool,
            String result,
            ToDoubleFunction<BufferPool> times) {
        FunctionCounter.builder("slipway.tensor.buffer.lends", pool, times)
                .tag("result", result)
                .description("Buffers that were lent, by whether one waited for that")
                .register(registry);
    }
}
