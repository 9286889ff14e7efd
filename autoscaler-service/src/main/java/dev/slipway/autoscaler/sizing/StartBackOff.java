package dev.slipway.autoscaler.sizing;

import java.time.Duration;
import java.time.Instant;

/** Slows down the starts of a pool whose replicas die before they are ever ready. */
final class StartBackOff {
    private final Duration first;
    private final Duration longest;
    private int failures;
    private Instant notBefore = Instant.MIN;

    StartBackOff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    void failed(Instant now) {
        Duration delay = first.multipliedBy(1L << Math.min(failures, 20));
        failures++;
        notBefore = now.plus(delay.compareTo(longest) < 0 ? delay : longest);
    }

    void succeeded() {
        failures = 0;
        notBefore = Instant.MIN;
    }

    boolean allows(Instant now) {
        return !now.isBefore(notBefore);
    }
}
