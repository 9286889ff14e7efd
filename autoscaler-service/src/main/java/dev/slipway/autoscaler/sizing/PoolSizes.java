package dev.slipway.autoscaler.sizing;

import dev.slipway.contract.pool.PoolStatus;
import java.util.List;
import java.util.Map;

/**
 * Says how many replicas pools shall have. Called from the sizing loop's thread; must not block.
 */
@FunctionalInterface
public interface PoolSizes {
    /**
     * The wanted size of each pool, between its bounds.
     *
     * @param pools as the registry just told them
     * @param held the sizes until now; before the registry ever answered, what was adopted
     */
    Map<String, Integer> sizes(List<PoolStatus> pools, Map<String, Integer> held);
}
