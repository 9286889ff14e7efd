package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.Metrics;

/** The identity of one gateway boot: accepted = the sum of all outcomes + in flight. */
record GatewayLedger(
        double accepted,
        double completed,
        double rejected,
        double failed,
        double clientGone,
        double inFlight) {

    private static final String OUTCOMES = "slipway_gateway_requests_outcome_total";

    static GatewayLedger of(Metrics metrics) {
        return new GatewayLedger(
                metrics.sum("slipway_gateway_requests_accepted_total"),
                metrics.sum(OUTCOMES, "outcome=\"completed\""),
                metrics.sum(OUTCOMES, "outcome=\"rejected\""),
                metrics.sum(OUTCOMES, "outcome=\"failed\""),
                metrics.sum(OUTCOMES, "outcome=\"client_gone\""),
                metrics.sum("slipway_gateway_requests_in_flight"));
    }

    double outcomes() {
        return completed + rejected + failed + clientGone + inFlight;
    }

    GatewayLedger minus(GatewayLedger earlier) {
        return new GatewayLedger(
                accepted - earlier.accepted,
                completed - earlier.completed,
                rejected - earlier.rejected,
                failed - earlier.failed,
                clientGone - earlier.clientGone,
                inFlight);
    }
}
