package dev.slipway.store.sweep;

import java.time.Duration;

/**
 * When what never became a version is removed.
 *
 * @param age silence after which an upload counts as broken off; far longer than a registration may
 *     take, because a late one must not find its bytes gone
 */
public record SweepSettings(Duration period, Duration age) {
    private static final Duration MIN_AGE = Duration.ofMinutes(2);

    public SweepSettings {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("slipway.sweep.period must be longer than zero");
        }
        if (age.compareTo(MIN_AGE) < 0) {
            throw new IllegalArgumentException("slipway.sweep.age must be at least 2 minutes");
        }
    }
}
