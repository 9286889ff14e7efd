package dev.slipway.registry.pool;

import org.jspecify.annotations.Nullable;

/**
 * The size that somebody wants of a pool.
 *
 * @param min lowest wanted number of replicas
 * @param max highest wanted number of replicas
 * @param targetInFlight requests that one replica shall have at a time; null for the default
 */
public record WantedSize(int min, int max, @Nullable Integer targetInFlight) {
    /** More requests at a time than any replica takes. */
    public static final int MOST_IN_FLIGHT = 10_000;

    /** Whether the bounds are in order. */
    boolean hasBounds() {
        return 0 <= min && min <= max && max <= Pool.MOST_REPLICAS;
    }

    /** Whether the target is absent or one that a replica can have. */
    boolean hasTarget() {
        return targetInFlight == null || (1 <= targetInFlight && targetInFlight <= MOST_IN_FLIGHT);
    }

    /** The words of the audit. */
    String words() {
        String bounds = "min " + min + ", max " + max;
        return targetInFlight == null ? bounds : bounds + ", target in flight " + targetInFlight;
    }
}
