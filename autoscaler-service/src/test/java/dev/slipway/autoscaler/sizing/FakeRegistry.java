package dev.slipway.autoscaler.sizing;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A registry with one pool or two, which can be away, break, or refuse reports. */
final class FakeRegistry implements Registry {
    static final String POOL = "default";
    static final String OTHER_POOL = "other";

    final List<UUID> reports = new ArrayList<>();
    final Set<UUID> refused = new LinkedHashSet<>();
    int size;
    int otherSize;
    boolean away;
    boolean broken;
    private final Map<UUID, PoolReplica> replicas = new LinkedHashMap<>();

    void ready(UUID instance) {
        put(instance, ReplicaState.READY, true, true);
    }

    void put(UUID instance, ReplicaState state, boolean everReady, boolean complete) {
        String address = "replica:" + instance.getLeastSignificantBits();
        replicas.put(
                instance, new PoolReplica(instance, address, 1, state, everReady, 0, complete));
    }

    static String addressOf(UUID instance) {
        return "replica:" + instance.getLeastSignificantBits();
    }

    @Override
    public Optional<List<PoolStatus>> pools() {
        if (broken) {
            throw new IllegalStateException("an answer that nobody expected");
        }
        if (away) {
            return Optional.empty();
        }
        PoolStatus pool = new PoolStatus(POOL, size, size + 10, List.copyOf(replicas.values()));
        return Optional.of(
                otherSize == 0
                        ? List.of(pool)
                        : List.of(
                                new PoolStatus(OTHER_POOL, otherSize, otherSize, List.of()), pool));
    }

    @Override
    public boolean reportDeath(UUID instance) {
        reports.add(instance);
        if (broken) {
            throw new IllegalStateException("an answer that nobody expected");
        }
        if (away || refused.contains(instance)) {
            return false;
        }
        replicas.remove(instance);
        return true;
    }
}
