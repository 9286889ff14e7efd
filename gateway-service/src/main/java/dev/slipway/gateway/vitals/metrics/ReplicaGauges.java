package dev.slipway.gateway.vitals.metrics;

import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * What each replica of the fleet is doing. A series lives as long as its replica: Micrometer's
 * {@code MultiGauge} takes all away and adds them again, and a scrape that meets both fails as a
 * whole (micrometer#6851).
 */
final class ReplicaGauges {
    private final MeterRegistry registry;
    private final ReplicaFleet fleet;
    private final Map<UUID, List<Meter>> shown = new HashMap<>();

    public ReplicaGauges(MeterRegistry registry, ReplicaFleet fleet) {
        this.registry = registry;
        this.fleet = fleet;
    }

    /** To be called after each newer routing document. */
    public synchronized void replicasChanged() {
        Set<UUID> present = new HashSet<>();
        fleet.replicas().forEach(replica -> present.add(replica.instance()));
        shown.entrySet()
                .removeIf(entry -> {
                    boolean gone = !present.contains(entry.getKey());
                    if (gone) {
                        entry.getValue().forEach(registry::remove);
                    }
                    return gone;
                });
        present.forEach(instance -> shown.computeIfAbsent(instance, this::show));
    }

    private List<Meter> show(UUID instance) {
        return List.of(
                gauge(
                        instance,
                        "slipway.gateway.replica.waiting",
                        "Attempts whose body was sent and that await an answer",
                        Replica::bodiesSent),
                gauge(
                        instance,
                        "slipway.gateway.replica.in.flight",
                        "Attempts under way",
                        Replica::inFlight),
                gauge(
                        instance,
                        "slipway.gateway.replica.ejected",
                        "1 while the breaker is open",
                        replica -> replica.isEjected() ? 1 : 0));
    }

    private Meter gauge(
            UUID instance, String name, String description, ToDoubleFunction<Replica> value) {
        return Gauge.builder(
                        name, fleet, it -> it.find(instance).map(value::applyAsDouble).orElse(0.0))
                .description(description)
                .tag("replica", instance.toString())
                .strongReference(true)
                .register(registry);
    }
}
