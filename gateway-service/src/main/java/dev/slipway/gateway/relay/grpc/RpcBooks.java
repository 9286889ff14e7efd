package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.telemetry.Span;

/** Where calls are counted, by the same counters as all other requests. */
record RpcBooks(
        AcceptedRequests accepted, OutcomeLedger ledger, InFlight inFlight, OutcomeReport report) {
    void begin() {
        accepted.accepted();
        inFlight.enter();
    }

    /**
     * A call that is over; model, version and operation are empty where it never got to a model.
     */
    record Entry(
            String requestId,
            String operation,
            String model,
            String version,
            Span span,
            long startedNanos) {}

    /** A request that ended before anything was known of it but its name. */
    void refused(Refusal refusal, String requestId, long nanos) {
        begin();
        end(RpcRefusals.outcome(refusal), new Entry(requestId, "", "", "", Span.NONE, nanos));
    }

    void end(Outcome outcome, Entry call) {
        ledger.ended(outcome, call.model(), call.version());
        report.took(call.operation(), call.model(), outcome, call.startedNanos());
        report.ended(outcome, call.requestId(), call.model(), call.version(), call.span());
        inFlight.leave();
    }
}
