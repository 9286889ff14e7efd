package dev.slipway.autoscaler.sizing.load;

import dev.slipway.autoscaler.signals.PoolDemand;
import dev.slipway.autoscaler.sizing.PoolSizes;
import dev.slipway.autoscaler.sizing.load.SizeByLoad.Bounds;
import dev.slipway.autoscaler.sizing.load.SizeByLoad.Decided;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sizes all pools by what is asked of them; owned by the sizing loop's thread but {@link #pools}.
 */
public final class LoadSizes implements PoolSizes, ScaledPool.Latest {
    private final LoadSettings settings;
    private final String actuator;
    private final Function<PoolStatus, PoolDemand> demand;
    private final Consumer<List<PoolStatus>> seen;
    private final InstantSource clock;
    private final Map<String, SizeByLoad> sizes = new HashMap<>();
    private volatile List<ScaledPool> latest = List.of();

    /**
     * Knows no pool yet.
     *
     * @param actuator the word for who starts and ends replicas
     * @param demand what is asked of a pool now
     * @param seen is told the pools before they are sized; must not block
     */
    public LoadSizes(
            LoadSettings settings,
            String actuator,
            Function<PoolStatus, PoolDemand> demand,
            Consumer<List<PoolStatus>> seen,
            InstantSource clock) {
        this.settings = settings;
        this.actuator = actuator;
        this.demand = demand;
        this.seen = seen;
        this.clock = clock;
    }

    @Override
    public Map<String, Integer> sizes(List<PoolStatus> pools, Map<String, Integer> held) {
        seen.accept(pools);
        Instant now = clock.instant();
        Map<String, Integer> wanted = new HashMap<>();
        List<ScaledPool> shown = new ArrayList<>();
        for (PoolStatus pool : pools) {
            ScaledPool scaled = size(pool, held.getOrDefault(pool.name(), 0), now);
            wanted.put(pool.name(), scaled.wanted());
            shown.add(scaled);
        }
        sizes.keySet().retainAll(wanted.keySet());
        latest = List.copyOf(shown);
        return wanted;
    }

    @Override
    public List<ScaledPool> pools() {
        return latest;
    }

    private ScaledPool size(PoolStatus pool, int held, Instant now) {
        Integer own = pool.targetInFlight();
        int target = own == null ? settings.targetInFlight() : own;
        Bounds bounds = new Bounds(pool.min(), pool.max(), target);
        int running = (int) pool.replicas().stream().filter(LoadSizes::runs).count();
        PoolDemand asked = demand.apply(pool);
        Decided decided =
                sizes.computeIfAbsent(
                                pool.name(),
                                _ ->
                                        new SizeByLoad(
                                                settings,
                                                bounds.clamp(Math.max(running, held)),
                                                now))
                        .decide(bounds, asked.total(), asked.complete(), now);
        return new ScaledPool(
                pool.name(),
                pool.min(),
                pool.max(),
                decided.wanted(),
                running,
                (int) pool.replicas().stream().filter(LoadSizes::serves).count(),
                asked.inFlight(),
                asked.held(),
                Math.round(decided.load() * 10) / 10.0,
                target,
                asked.complete(),
                decided.shrinkIn() == null ? null : decided.shrinkIn().toSeconds(),
                actuator,
                Reasons.of(bounds, asked, decided));
    }

    private static boolean runs(PoolReplica replica) {
        return replica.state() != ReplicaState.DRAINING && replica.state() != ReplicaState.GONE;
    }

    private static boolean serves(PoolReplica replica) {
        return replica.state() == ReplicaState.READY && replica.complete();
    }
}
