package dev.slipway.inference.assignment;

import java.time.Duration;

/**
 * How long a replica waits between heartbeats when nothing happens. It hears of a new version only
 * in the answer to one: while it is young and has none it asks more often, since a rollout mostly
 * waits for it then.
 *
 * @param usual time between heartbeats
 */
record HeartbeatPace(Duration usual) {
    static final Duration EAGER = Duration.ofMillis(200);

    /** For about a minute; a replica that has nothing to do for longer is an idle one. */
    static final long MOST_EAGER = 300;

    /**
     * The time until the next heartbeat.
     *
     * @param sent how many were sent so far
     * @param hasVersions whether anything is assigned
     * @param away whether the registry did not answer the last one
     */
    Duration pause(long sent, boolean hasVersions, boolean away) {
        boolean eager = !hasVersions && !away && sent <= MOST_EAGER;
        return eager && EAGER.compareTo(usual) < 0 ? EAGER : usual;
    }
}
