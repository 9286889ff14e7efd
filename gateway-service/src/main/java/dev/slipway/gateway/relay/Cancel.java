package dev.slipway.gateway.relay;

/** Stops what is under way; harmless when it is over. */
public interface Cancel {
    void cancel();
}
