package dev.slipway.inference.assignment;

import java.time.Duration;

/**
 * How the registry is spoken to.
 *
 * @param interval time between heartbeats when nothing changes
 */
public record HeartbeatSettings(Duration interval) {
    public HeartbeatSettings {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("slipway.heartbeat: interval must be positive");
        }
    }
}
