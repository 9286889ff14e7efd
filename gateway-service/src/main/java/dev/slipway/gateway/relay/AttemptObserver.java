package dev.slipway.gateway.relay;

import dev.slipway.gateway.routing.LoadReport;

/** What the way to a replica tells of an attempt; all calls on the request's thread. */
public interface AttemptObserver {
    /** The whole body is on its way. */
    void bodySent();

    /** The replica says what its load is, just before the end of the attempt. */
    void loadReported(LoadReport report);

    /** Once, unless the attempt was cancelled first. */
    void ended(AttemptEnd end);

    /** After an answer that was not complete: its last byte came, or none will. */
    void streamOver();
}
