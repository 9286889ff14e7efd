package dev.slipway.gateway.drain;

/** Where clients connect. */
public interface Entrance {
    /** Takes no new connections; those that are there go on. */
    void stopListening();
}
