package dev.slipway.inference.batching.metrics;

import dev.slipway.inference.batching.RunThreads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Publishes how busy the threads are that run batches. */
public final class WorkerMetricsConfiguration {
    private WorkerMetricsConfiguration() {}

    /** Of all versions together. */
    public static void publish(MeterRegistry registry, RunThreads workers) {
        threads(registry, workers, "awake", RunThreads::awake);
        threads(registry, workers, "asleep", RunThreads::asleep);
        Gauge.builder("slipway.engine.slots.waiting", workers, RunThreads::slotsWaiting)
                .description("Runs that versions could begin and that wait for a thread")
                .register(registry);
    }

    private static void threads(
            MeterRegistry registry,
            RunThreads workers,
            String state,
            ToDoubleFunction<RunThreads> count) {
        Gauge.builder("slipway.engine.threads", workers, count)
                .description("Threads that run batches, one for each run that may go on at once")
                .tag("state", state)
                .register(registry);
    }
}
