package dev.slipway.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. */
final class FakeClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    long nanos() {
        return now.toEpochMilli() * 1_000_000;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
