package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;

/** Where calls are counted, by the same counters as all other requests. */
record RpcBooks(AcceptedRequests accepted, OutcomeLedger ledger, InFlight inFlight) {
    void begin() {
        accepted.accepted();
        inFlight.enter();
    }

    void end(Outcome outcome, String model, String version) {
        ledger.ended(outcome, model, version);
        inFlight.leave();
    }
}
