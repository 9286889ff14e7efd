package dev.slipway.autoscaler.sizing;

import java.time.Duration;
import java.time.Instant;

/**
 * Slows down the starts of one pool whose replicas die before they are ever ready. Only as many
 * wait as failed: one that served and is lost meanwhile is replaced at once.
 */
final class StartBackOff {
    private final Duration first;
    private final Duration longest;
    private int failures;
    private int waiting;
    private Instant notBefore = Instant.MIN;

    StartBackOff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** This many replicas died before they were ready, or could not be started. */
    void failed(int replicas, Instant now) {
        Duration delay = first.multipliedBy(1L << Math.min(failures, 20));
        failures++;
        waiting += replicas;
        notBefore = now.plus(delay.compareTo(longest) < 0 ? delay : longest);
    }

    void succeeded() {
        failures = 0;
        waiting = 0;
        notBefore = Instant.MIN;
    }

    /** How many of the missing may be started now. */
    int startable(int missing, Instant now) {
        boolean over = !now.isBefore(notBefore);
        waiting = over ? 0 : Math.clamp(waiting, 0, Math.max(0, missing));
        return Math.max(0, missing - waiting);
    }
}
