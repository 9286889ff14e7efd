package dev.slipway.autoscaler.signals;

/**
 * What is asked of a pool at a moment.
 *
 * @param inFlight requests under way at its replicas
 * @param held requests for its models that wait at gateways for a replica
 * @param complete whether everybody was heard of late; otherwise the numbers are lower bounds
 */
public record PoolDemand(int inFlight, int held, boolean complete) {
    public int total() {
        return inFlight + held;
    }
}
