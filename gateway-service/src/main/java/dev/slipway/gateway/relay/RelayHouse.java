package dev.slipway.gateway.relay;

import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import dev.slipway.gateway.limits.RetryBudget;
import dev.slipway.gateway.probe.ReplicaWatch;
import dev.slipway.gateway.quarantine.Quarantine;
import dev.slipway.gateway.routing.ReplicaSelector;
import dev.slipway.gateway.routing.RoutingTable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What all requests of this process share. */
public record RelayHouse(
        Supplier<RoutingTable> routing,
        ReplicaSelector selector,
        Hold hold,
        LateRefusals late,
        RetryBudget retries,
        ReplicaWatch watch,
        RelayCounts counts,
        Quarantine quarantine,
        LongSupplier nanoTime) {}
