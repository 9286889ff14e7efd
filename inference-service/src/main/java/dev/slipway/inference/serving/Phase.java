package dev.slipway.inference.serving;

/** Where a request is before it has an outcome. */
public enum Phase {
    READING,
    /** Its version comes back into memory. */
    LOADING,
    QUEUE,
    ENGINE
}
