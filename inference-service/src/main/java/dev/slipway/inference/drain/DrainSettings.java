package dev.slipway.inference.drain;

import java.time.Duration;

/**
 * How long each step may take.
 *
 * @param applied wait for the gateways to know; the whole of it when the registry is away
 * @param goodbye wait for the registry to hear the goodbye
 */
public record DrainSettings(Duration applied, Duration goodbye) {
    public DrainSettings {
        if (applied.isNegative() || goodbye.isNegative()) {
            throw new IllegalArgumentException(
                    "slipway.drain: applied and goodbye must not be negative");
        }
    }
}
