package dev.slipway.autoscaler.sizing;

import dev.slipway.contract.pool.PoolStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What sizing asks of the registry; every call ends within a few seconds. */
public interface Registry {
    /** Empty when it does not answer. */
    Optional<List<PoolStatus>> pools();

    /** False when it did not take the report, which is then repeated. */
    boolean reportDeath(UUID instance);
}
