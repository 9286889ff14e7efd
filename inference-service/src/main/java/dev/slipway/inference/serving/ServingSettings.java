package dev.slipway.inference.serving;

import java.time.Duration;

/**
 * The data plane.
 *
 * @param bind address that it listens on
 * @param port its port, 0 for any
 * @param idle time after which an idle connection is closed
 * @param unread time within which a client takes in 64 KiB of what waits for it, or all of it where
 *     fewer wait; else it is given up
 * @param workers threads that read and write bodies; 0 for one a processor
 * @param maxWaitingBodies bodies that wait for such a thread
 */
public record ServingSettings(
        String bind, int port, Duration idle, Duration unread, int workers, int maxWaitingBodies) {
    public ServingSettings {
        if (bind.isBlank()
                || port < 0
                || port > 65_535
                || idle.isNegative()
                || idle.isZero()
                || unread.isNegative()
                || unread.isZero()
                || workers < 0
                || maxWaitingBodies < 1) {
            throw new IllegalArgumentException(
                    "slipway.serving: bind must not be blank, port within 0..65535, idle and"
                            + " unread positive, workers at least 0 and max-waiting-bodies at"
                            + " least 1");
        }
        workers = workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    }
}
