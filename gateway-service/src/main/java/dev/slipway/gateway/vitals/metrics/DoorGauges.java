package dev.slipway.gateway.vitals.metrics;

import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.relay.OpenStreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the door holds and knows at this moment. */
final class DoorGauges {
    private DoorGauges() {}

    public static void register(
            MeterRegistry registry,
            InFlight requests,
            Hold hold,
            ByteBudget kept,
            OpenStreams streams,
            AppliedDocuments documents) {
        Gauge.builder("slipway.gateway.requests.in.flight", requests, InFlight::count)
                .strongReference(true)
                .register(registry);
        Gauge.builder("slipway.gateway.hold.requests", hold, Hold::count)
                .strongReference(true)
                .register(registry);
        Gauge.builder("slipway.gateway.hold.bytes", hold, Hold::bytes)
                .strongReference(true)
                .register(registry);
        Gauge.builder("slipway.gateway.kept.bytes", kept, ByteBudget::taken)
                .strongReference(true)
                .register(registry);
        Gauge.builder("slipway.gateway.streams", streams, OpenStreams::count)
                .description("Streams of inferences that clients hold open")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "slipway.gateway.streams.waiting.bytes",
                        streams.waitingAnswers(),
                        ByteBudget::taken)
                .description("Bytes of answers that wait on streams")
                .strongReference(true)
                .register(registry);
        document(registry, "routing", documents, it -> it.routing().number().number());
        document(registry, "access", documents, it -> it.keyring().number().number());
    }

    private static void document(
            MeterRegistry registry,
            String kind,
            AppliedDocuments documents,
            ToDoubleFunction<AppliedDocuments> number) {
        Gauge.builder("slipway.gateway.document.number", documents, number)
                .description("Number of the document that is applied")
                .tag("document", kind)
                .strongReference(true)
                .register(registry);
    }
}
