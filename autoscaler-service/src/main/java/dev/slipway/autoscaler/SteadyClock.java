package dev.slipway.autoscaler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that passes evenly: it begins at the wall clock's time, and setting that clock later changes
 * nothing. Limits and pauses are measured with it.
 */
final class SteadyClock implements InstantSource {
    private final Instant begin;
    private final LongSupplier nanos;
    private final long firstNanos;

    SteadyClock(Instant begin, LongSupplier nanos) {
        this.begin = begin;
        this.nanos = nanos;
        this.firstNanos = nanos.getAsLong();
    }

    static SteadyClock fromNow() {
        return new SteadyClock(Instant.now(), System::nanoTime);
    }

    @Override
    public Instant instant() {
        return begin.plus(Duration.ofNanos(nanos.getAsLong() - firstNanos));
    }
}
