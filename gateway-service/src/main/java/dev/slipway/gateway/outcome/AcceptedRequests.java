package dev.slipway.gateway.outcome;

/** Counts where a request's head was read; nothing else may count acceptance. */
public interface AcceptedRequests {
    void accepted();
}
