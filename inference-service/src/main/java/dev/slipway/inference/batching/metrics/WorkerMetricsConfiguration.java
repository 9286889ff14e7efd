package dev.slipway.inference.batching.metrics;

import dev.slipway.inference.batching.EngineWorkers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Publishes how busy the threads are that run batches. */
public final class WorkerMetricsConfiguration {
    private WorkerMetricsConfiguration() {}

    /** Of all versions together. */
    public static void publish(MeterRegistry registry, EngineWorkers workers) {
        threads(registry, workers, "awake", EngineWorkers::awake);
        threads(registry, workers, "asleep", EngineWorkers::asleep);
        Gauge.builder("slipway.engine.slots.waiting", workers, EngineWorkers::slotsWaiting)
                .description("Runs that versions could begin and that wait for a thread")
                .register(registry);
    }

    private static void threads(
            MeterRegistry registry,
            EngineWorkers workers,
            String state,
            ToDoubleFunction<EngineWorkers> count) {
        Gauge.builder("slipway.engine.threads", workers, count)
                .description("Threads that run batches, one for each run that may go on at once")
                .tag("state", state)
                .register(registry);
    }
}
