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

    /** Nothing of the call was under way, so it is refused and not lost. */
    static final Refusal TOO_LATE =
            Refusal.atBound(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The request's time was over before its message was here. Give it a longer"
                            + " deadline, or send it faster.");

    /** Of a stream, whose messages have no time of their own before they are here. */
    static final Refusal TOO_SLOW =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The message took longer than a minute to come. Send it faster.");

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
