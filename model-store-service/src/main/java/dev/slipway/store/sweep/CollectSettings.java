package dev.slipway.store.sweep;

import java.time.Duration;

/**
 * When the bytes of retired versions are removed.
 *
 * @param period between two looks; what is not live in two of them is removed
 * @param grace how long a version is left alone after its upload
 */
public record CollectSettings(Duration period, Duration grace) {
    private static final Duration MIN_GRACE = Duration.ofMinutes(2);

    public CollectSettings {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("slipway.collect.period must be longer than zero");
        }
        if (grace.compareTo(MIN_GRACE) < 0) {
            throw new IllegalArgumentException("slipway.collect.grace must be at least 2 minutes");
        }
    }
}
