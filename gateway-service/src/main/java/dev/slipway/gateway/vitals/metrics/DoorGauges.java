package dev.slipway.gateway.vitals.metrics;

import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the door holds and knows at this moment. */
final class DoorGauges {
    private final ReplicaFleet fleet;
    private final MultiGauge waiting;
    private final MultiGauge inFlight;
    private final MultiGauge ejected;

    public DoorGauges(MeterRegistry registry, ReplicaFleet fleet) {
        this.fleet = fleet;
        this.waiting =
                MultiGauge.builder("slipway.gateway.replica.waiting")
                        .description("Attempts whose body was sent and that await an answer")
                        .register(registry);
        this.inFlight =
                MultiGauge.builder("slipway.gateway.replica.in.flight")
                        .description("Attempts under way")
                        .register(registry);
        this.ejected =
                MultiGauge.builder("slipway.gateway.replica.ejected")
                        .description("1 while the breaker is open")
                        .register(registry);
    }

    public static void register(
            MeterRegistry registry,
            InFlight requests,
            Hold hold,
            ByteBudget kept,
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

    /** To be called after each newer routing document. */
    public void replicasChanged() {
        List<MultiGauge.Row<?>> waitingRows = new ArrayList<>();
        List<MultiGauge.Row<?>> inFlightRows = new ArrayList<>();
        List<MultiGauge.Row<?>> ejectedRows = new ArrayList<>();
        for (Replica replica : fleet.replicas()) {
            Tags tags = Tags.of("replica", replica.instance().toString());
            waitingRows.add(MultiGauge.Row.of(tags, replica, Replica::bodiesSent));
            inFlightRows.add(MultiGauge.Row.of(tags, replica, Replica::inFlight));
            ejectedRows.add(MultiGauge.Row.of(tags, replica, it -> it.isEjected() ? 1 : 0));
        }
        waiting.register(waitingRows, true);
        inFlight.register(inFlightRows, true);
        ejected.register(ejectedRows, true);
    }
}
