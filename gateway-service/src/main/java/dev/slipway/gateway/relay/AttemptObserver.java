package dev.slipway.gateway.relay;

/** What the way to a replica tells of an attempt; all calls on the request's thread. */
public interface AttemptObserver {
    /** The whole body is on its way. */
    void bodySent();

    /** Once, unless the attempt was cancelled first. */
    void ended(AttemptEnd end);

    /** After an answer that was not complete: its last byte came, or none will. */
    void streamOver();
}
