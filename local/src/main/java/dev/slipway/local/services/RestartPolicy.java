package dev.slipway.local.services;

import java.time.Duration;

/** How long to wait before a dead process is started again: doubling, until one lived for long. */
public final class RestartPolicy {
    private final Duration first;
    private final Duration longest;
    private final Duration settled;
    private int deaths;

    /**
     * Makes a policy.
     *
     * @param settled a process that lived so long starts the count anew
     */
    public RestartPolicy(Duration first, Duration longest, Duration settled) {
        this.first = first;
        this.longest = longest;
        this.settled = settled;
    }

    public static RestartPolicy standard() {
        return new RestartPolicy(
                Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** Counts a death and says how long to wait. */
    public Duration afterDeath(Duration uptime) {
        if (uptime.compareTo(settled) >= 0) {
            deaths = 0;
        }
        Duration delay = first.multipliedBy(1L << Math.min(deaths, 20));
        deaths++;
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}
