package dev.slipway.inference.admission.metrics;

import dev.slipway.inference.admission.ByteBudget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes what requests hold of the memory that they may. */
public final class AdmissionMetricsConfiguration {
    private AdmissionMetricsConfiguration() {}

    /** Of all versions together, on the heap and outside of it. */
    public static void publish(MeterRegistry registry, ByteBudget heap, ByteBudget outside) {
        publish(registry, "heap", heap);
        publish(registry, "outside", outside);
    }

    private static void publish(MeterRegistry registry, String where, ByteBudget budget) {
        Gauge.builder("slipway.requests.memory.bytes", budget, ByteBudget::held)
                .description("Bytes held for bodies, for what is read of them, and for answers")
                .tag("where", where)
                .register(registry);
        Gauge.builder("slipway.requests.memory.limit.bytes", budget, ByteBudget::most)
                .description("Bytes that they may be charged with; what needs more is refused")
                .tag("where", where)
                .register(registry);
    }
}
