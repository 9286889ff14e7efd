package dev.slipway.gateway.relay;

/** Where a request is on its way to its answer. */
enum Phase {
    CHOOSING,
    TRYING,
    HOLDING,
    DELIVERED,
    OVER
}
