package dev.slipway.registry.rollout;

import java.time.Duration;

/**
 * How rollouts go.
 *
 * @param tick between two looks at active rollouts; a change makes it look at once
 * @param progressDeadline how long one may prepare
 * @param defaultBake how long the old version stays warm, when nobody says
 * @param longestBake the longest bake time that may be asked for
 */
public record RolloutSettings(
        Duration tick, Duration progressDeadline, Duration defaultBake, Duration longestBake) {
    public RolloutSettings {
        if (tick.toMillis() < 10 || tick.toSeconds() > 10) {
            throw new IllegalArgumentException(
                    "slipway.rollout.tick must be between 10 ms and 10 s");
        }
        if (progressDeadline.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "slipway.rollout.progress-deadline must be at least 1 s");
        }
        if (defaultBake.isNegative() || longestBake.compareTo(defaultBake) < 0) {
            throw new IllegalArgumentException(
                    "slipway.rollout needs 0 <= default-bake <= longest-bake");
        }
    }
}
