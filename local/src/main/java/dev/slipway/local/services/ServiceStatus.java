package dev.slipway.local.services;

/**
 * What a keeper says of its service.
 *
 * @param pid 0 when nothing runs
 * @param restarts how often it died and was started again
 */
public record ServiceStatus(String name, State state, long pid, int restarts) {

    /** Where a service is in its life. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        RESTARTING
    }
}
