package dev.slipway.registry.pool;

import dev.slipway.registry.revision.Etag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that are alike and scale together.
 *
 * @param min lowest wanted number of replicas
 * @param max highest wanted number of replicas
 * @param targetInFlight requests that one replica shall have at a time; null for the default
 * @param rowVersion rises with each write
 */
public record Pool(
        UUID id,
        String tenantId,
        String name,
        int min,
        int max,
        @Nullable Integer targetInFlight,
        long rowVersion) {
    /** No pool is larger. */
    public static final int MOST_REPLICAS = 1_000;

    /** Changes with each write. */
    public String etag() {
        return Etag.of(rowVersion);
    }
}
