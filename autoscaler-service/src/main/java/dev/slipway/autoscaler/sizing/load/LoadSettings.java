package dev.slipway.autoscaler.sizing.load;

import java.time.Duration;

/**
 * How sizes follow load.
 *
 * @param targetInFlight requests, under way or held, that one replica shall have at a time, where
 *     its pool does not say
 * @param stableWindow time over which the load is averaged
 * @param panicWindow shorter time over which it is averaged too; the higher average counts
 * @param scaleDownDelay how long fewer replicas must have been enough before one is drained
 * @param shrinkBelow share of the target that fewer replicas may be loaded to; the rest keeps a
 *     load that lies at a boundary from changing the size again and again
 * @param staleAfter how long a signal is believed
 */
public record LoadSettings(
        int targetInFlight,
        Duration stableWindow,
        Duration panicWindow,
        Duration scaleDownDelay,
        double shrinkBelow,
        Duration staleAfter) {
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    public LoadSettings {
        if (targetInFlight < 1) {
            throw new IllegalArgumentException(
                    "slipway.sizing.load.target-in-flight must be positive");
        }
        requirePositive("stable-window", stableWindow);
        requirePositive("panic-window", panicWindow);
        requirePositive("scale-down-delay", scaleDownDelay);
        requirePositive("stale-after", staleAfter);
        if (panicWindow.compareTo(stableWindow) > 0 || stableWindow.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    "slipway.sizing.load needs panic-window <= stable-window <= 1h");
        }
        if (!(shrinkBelow > 0 && shrinkBelow <= 1)) {
            throw new IllegalArgumentException(
                    "slipway.sizing.load.shrink-below must be above 0 and at most 1");
        }
    }

    private static void requirePositive(String key, Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("slipway.sizing.load." + key + " must be positive");
        }
    }
}
