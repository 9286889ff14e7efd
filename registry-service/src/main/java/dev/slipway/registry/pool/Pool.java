package dev.slipway.registry.pool;

import java.util.UUID;

/**
 * Replicas that are alike and scale together.
 *
 * @param min lowest wanted number of replicas
 * @param max highest wanted number of replicas
 */
public record Pool(UUID id, String tenantId, String name, int min, int max) {
    /** No pool is larger. */
    public static final int MOST_REPLICAS = 1_000;
}
