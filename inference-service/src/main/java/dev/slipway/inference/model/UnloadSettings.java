package dev.slipway.inference.model;

import java.time.Duration;

/**
 * When a version leaves memory.
 *
 * @param quiet time without a request after which one that is withdrawn goes
 * @param warmUp longest time that warming may take
 * @param idle time without a request after which one that stays assigned rests when another one
 *     needs its memory
 */
public record UnloadSettings(Duration quiet, Duration warmUp, Duration idle) {
    /** Multiples of it are counted in nanoseconds. */
    private static final Duration LONGEST_IDLE = Duration.ofDays(365);

    public UnloadSettings {
        if (quiet.isNegative() || warmUp.isNegative() || warmUp.isZero()) {
            throw new IllegalArgumentException(
                    "slipway.model: quiet must not be negative and warm-up must be positive");
        }
        if (idle.isNegative() || idle.compareTo(LONGEST_IDLE) > 0) {
            throw new IllegalArgumentException(
                    "slipway.model: idle must not be negative, nor over "
                            + LONGEST_IDLE.toDays()
                            + " days");
        }
    }
}
