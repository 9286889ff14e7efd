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

    static GatewayLedger of(Metrics metrics) {
        String outcomes = "slipway_gateway_outcomes_total";
        return new GatewayLedger(
                metrics.sum("slipway_gateway_accepted_total"),
                metrics.sum(outcomes, "outcome=\"completed\""),
                metrics.sum(outcomes, "outcome=\"rejected\""),
                metrics.sum(outcomes, "outcome=\"failed\""),
                metrics.sum(outcomes, "outcome=\"client_gone\""),
                metrics.sum("slipway_gateway_in_flight"));
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
