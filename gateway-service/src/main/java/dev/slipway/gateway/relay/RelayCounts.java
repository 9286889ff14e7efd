package dev.slipway.gateway.relay;

/** Counts how attempts end. */
public interface RelayCounts {
    void attemptEnded(AttemptEnd end);
}
