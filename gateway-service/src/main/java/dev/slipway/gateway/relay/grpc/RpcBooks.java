package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.telemetry.Span;

/** Where calls are counted, by the same counters as all other requests. */
record RpcBooks(
        AcceptedRequests accepted,
        OutcomeLedger ledger,
        InFlight inFlight,
        OutcomeReport report) {
    void begin() {
        accepted.accepted();
        inFlight.enter();
    }

    void end(Outcome outcome, String requestId, String model, String version, Span span, long startedNanos) {
        ledger.ended(outcome, model, version);
        report.took("infer", model, outcome, startedNanos);
        report.ended(outcome, requestId, model, version, span);
        inFlight.leave();
    }
}
