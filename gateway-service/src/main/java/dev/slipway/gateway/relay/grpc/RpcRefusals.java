package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.ErrorForm;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.outcome.Outcome;

/** What a client is told whose call ends before a model was asked, or by a fault. */
final class RpcRefusals {
    static final Refusal NO_MESSAGE =
            Refusal.of(ErrorCode.INVALID_REQUEST, "The call must carry exactly one message.");
    static final Refusal PAUSED =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The request's message did not come. Send it without long pauses.");
    static final Refusal TOO_SLOW =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The request's message took all the time that the request has. Send it"
                            + " faster, or give it a longer deadline.");
    static final Refusal ANSWERS_WAIT =
            Refusal.atBound(
                    ErrorCode.HOLD_FULL,
                    "The gateway keeps as many bytes of answers as it may that wait on streams."
                            + " Read them faster, or ask again later.");
    static final Refusal FAULT =
            Refusal.of(
                    ErrorCode.INTERNAL,
                    "Something went wrong in the gateway. Ask again, and tell the operator the"
                            + " x-request-id if it goes on.");

    private RpcRefusals() {}

    /** What it is in the books. */
    static Outcome outcome(Refusal refusal) {
        return Outcome.written(
                ErrorForm.status(refusal), refusal.code().wireName(), refusal.atBound());
    }
}
