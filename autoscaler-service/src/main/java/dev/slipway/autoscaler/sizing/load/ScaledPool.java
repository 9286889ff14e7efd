package dev.slipway.autoscaler.sizing.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The size of a pool, as people see it.
 *
 * @param wanted how many replicas it shall have
 * @param running replicas that are there and do not drain
 * @param ready those that have all they are assigned
 * @param inFlight requests under way now
 * @param held requests that wait for a replica now
 * @param load the average that the size follows
 * @param target requests that one replica shall have at a time
 * @param complete whether all gateways and replicas were heard of late
 * @param shrinksInSeconds quiet seconds until it shrinks; null when it does not wait to
 * @param actuator who starts and ends replicas: {@code process}, or {@code external}
 * @param reason one sentence
 */
public record ScaledPool(
        String pool,
        int min,
        int max,
        int wanted,
        int running,
        int ready,
        int inFlight,
        int held,
        double load,
        int target,
        boolean complete,
        @Nullable Long shrinksInSeconds,
        String actuator,
        String reason) {

    /** The pools that were told last. */
    @FunctionalInterface
    public interface Latest {
        List<ScaledPool> pools();
    }
}
