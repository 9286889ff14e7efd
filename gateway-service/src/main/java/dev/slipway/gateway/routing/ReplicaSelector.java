package dev.slipway.gateway.routing;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses version and replica for one attempt. Ready replicas come first, then suspect ones, then
 * ejected ones: if all are ejected, one is still tried, and while a probe finds nobody there, only
 * by one attempt at a time.
 */
public final class ReplicaSelector {
    /** Where an attempt goes. */
    public record Choice(Replica replica, int version, boolean trial) {
        /** Its attempt is settled, or not made. */
        public void over() {
            if (trial) {
                replica.endTrial();
            }
        }
    }

    private final ReplicaPicker picker;
    private final IntUnaryOperator random;

    /** The operator answers a number below its argument. */
    public ReplicaSelector(ReplicaPicker picker, IntUnaryOperator random) {
        this.picker = picker;
        this.random = random;
    }

    /** Null when no usable replica is left for now. */
    public @Nullable Choice select(
            List<RouteOfVersion> versions, Tried tried, DocumentNumber document) {
        RouteOfVersion version = byTraffic(versions);
        if (version == null) {
            return null;
        }
        List<Replica> ready = new ArrayList<>(version.replicas().size());
        List<Replica> suspect = new ArrayList<>(0);
        List<Replica> ejected = new ArrayList<>(0);
        for (RouteToReplica route : version.replicas()) {
            Replica replica = route.replica();
            if (replica.isDraining() || tried.excludes(replica, document)) {
                continue;
            }
            if (replica.isEjected()) {
                ejected.add(replica);
            } else if (route.suspect()) {
                suspect.add(replica);
            } else {
                ready.add(replica);
            }
        }
        if (!ready.isEmpty()) {
            return new Choice(picker.pick(ready), version.version(), false);
        }
        if (!suspect.isEmpty()) {
            return new Choice(picker.pick(suspect), version.version(), false);
        }
        return lastResort(ejected, version.version());
    }

    private @Nullable Choice lastResort(List<Replica> ejected, int version) {
        while (!ejected.isEmpty()) {
            Replica replica = picker.pick(ejected);
            if (!replica.isUnreachable()) {
                return new Choice(replica, version, false);
            }
            if (replica.takeTrial()) {
                return new Choice(replica, version, true);
            }
            ejected.remove(replica);
        }
        return null;
    }

    /** Draws by traffic among the versions that some replica has; a pinned one has no rival. */
    private @Nullable RouteOfVersion byTraffic(List<RouteOfVersion> versions) {
        if (versions.size() == 1) {
            return versions.getFirst();
        }
        int sum = 0;
        for (RouteOfVersion version : versions) {
            sum += version.replicas().isEmpty() ? 0 : version.trafficPercent();
        }
        if (sum == 0) {
            return null;
        }
        int drawn = random.applyAsInt(sum);
        for (RouteOfVersion version : versions) {
            drawn -= version.replicas().isEmpty() ? 0 : version.trafficPercent();
            if (drawn < 0) {
                return version;
            }
        }
        return null;
    }

    /** How many more requests the usable replicas would take before they answer 429. */
    public static int room(List<RouteOfVersion> versions) {
        int room = 0;
        for (RouteOfVersion version : versions) {
            for (RouteToReplica route : version.replicas()) {
                Replica replica = route.replica();
                if (!replica.isDraining() && !replica.isEjected()) {
                    room += Math.max(0, route.queueLimit() - replica.inFlight());
                }
            }
        }
        return room;
    }
}
