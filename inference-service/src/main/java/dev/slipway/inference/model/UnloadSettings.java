package dev.slipway.inference.model;

import java.time.Duration;

/**
 * When a withdrawn version goes.
 *
 * @param quiet time without a request for it
 * @param warmUp longest time that warming may take
 */
public record UnloadSettings(Duration quiet, Duration warmUp) {
    public UnloadSettings {
        if (quiet.isNegative() || warmUp.isNegative() || warmUp.isZero()) {
            throw new IllegalArgumentException(
                    "slipway.model: quiet must not be negative and warm-up must be positive");
        }
    }
}
