package dev.slipway.registry.replica.http;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.replica.ReplicaView;
import dev.slipway.registry.replica.Replicas;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server's side of {@link dev.slipway.contract.pool.PoolApi}. */
@RestController
class PoolStatusController {
    private static final int MOST_REPLICAS = 1_000;

    private final Truth truth;
    private final Pools pools;
    private final Replicas replicas;

    PoolStatusController(Truth truth, Pools pools, Replicas replicas) {
        this.truth = truth;
        this.pools = pools;
        this.replicas = replicas;
    }

    @GetMapping("/internal/v1/pools")
    List<PoolStatus> pools() {
        return truth.read(() -> {
            List<ReplicaView> living = replicas.living(ByTime.FIRST, MOST_REPLICAS);
            Map<UUID, List<String>> models = pools.deployedModels();
            return pools.all().stream()
                    .map(pool -> status(pool, living, models.getOrDefault(pool.id(), List.of())))
                    .toList();
        });
    }

    private static PoolStatus status(Pool pool, List<ReplicaView> living, List<String> models) {
        return new PoolStatus(
                pool.name(),
                pool.min(),
                pool.max(),
                living.stream()
                        .filter(replica -> replica.pool().equals(pool.name()))
                        .map(replica ->
                                new PoolReplica(
                                        replica.instance(),
                                        replica.address(),
                                        replica.pid(),
                                        replica.state(),
                                        replica.everReady(),
                                        replica.missedSweeps(),
                                        replica.isComplete()))
                        .toList(),
                pool.targetInFlight(),
                models);
    }
}
