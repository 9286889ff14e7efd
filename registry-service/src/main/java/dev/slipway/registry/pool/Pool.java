package dev.slipway.registry.pool;

import dev.slipway.registry.revision.Etag;
import java.util.UUID;

/**
 * Replicas that are alike and scale together.
 *
 * @param min lowest wanted number of replicas
 * @param max highest wanted number of replicas
 * @param rowVersion rises with each write
 */
public record Pool(UUID id, String tenantId, String name, int min, int max, long rowVersion) {
    /** No pool is larger. */
    public static final int MOST_REPLICAS = 1_000;

    /** Changes with each write. */
    public String etag() {
        return Etag.of(rowVersion);
    }
}
