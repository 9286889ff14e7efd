package dev.slipway.inference.memory.metrics;

import dev.slipway.inference.memory.NativeMemory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.OptionalLong;

/** Publishes the account of native memory. */
public final class MemoryMetricsConfiguration {
    private MemoryMetricsConfiguration() {}

    /** What all versions share through Micrometer, what each has on the page of Prometheus. */
    public static void publish(
            MeterRegistry registry, PrometheusRegistry pages, NativeMemory memory) {
        Gauge.builder("slipway.native.memory.free.bytes", memory, MemoryMetricsConfiguration::free)
                .description("Memory outside the heap that may still be taken, without swap")
                .register(registry);
        FunctionCounter.builder("slipway.native.memory.refusals", memory, NativeMemory::refusals)
                .description("Times that a version was to be loaded and did not fit into memory")
                .register(registry);
        pages.register(new HeldMemory(memory));
    }

    private static double free(NativeMemory memory) {
        OptionalLong free = memory.free();
        return free.isPresent() ? (double) free.getAsLong() : Double.NaN;
    }
}
