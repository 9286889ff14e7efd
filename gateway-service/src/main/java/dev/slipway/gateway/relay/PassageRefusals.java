package dev.slipway.gateway.relay;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;

/** What a client is told whose request no replica answers. */
final class PassageRefusals {
    static final Refusal SHUTTING_DOWN =
            Refusal.of(
                    ErrorCode.SHUTTING_DOWN,
                    "The gateway is shutting down. Ask again; another one will answer.");
    static final Refusal NONE_READY =
            Refusal.of(
                    ErrorCode.NO_REPLICA_READY,
                    "No replica of the model was ready before the time was over. Ask again"
                            + " later.");
    static final Refusal NONE_HAS_IT =
            Refusal.of(
                    ErrorCode.NO_REPLICA_READY,
                    "No replica has the model yet, or any more. Ask again later.");
    static final Refusal HOLD_FULL =
            Refusal.atBound(
                    ErrorCode.NO_REPLICA_READY,
                    "No replica of the model is ready and too many requests wait already. Ask"
                            + " again later.");
    static final Refusal NOT_TAKEN =
            Refusal.of(
                    ErrorCode.NO_REPLICA_READY,
                    "The replica did not take the request, and its body is too long to be kept"
                            + " for another one. Send it again.");
    static final Refusal LATE =
            Refusal.of(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The answer did not come in time. Give it more with "
                            + Headers.REQUEST_TIMEOUT_MS
                            + ", and"
                            + " with the parameter timeout if you set it, or ask for less at"
                            + " once.");
    static final Refusal LOST =
            Refusal.of(
                    ErrorCode.REPLICAS_LOST,
                    "The replicas that worked on this request were lost. Ask again; if it"
                            + " happens again, the request itself may be the cause.");
    static final Refusal QUARANTINED =
            Refusal.of(
                    ErrorCode.BODY_QUARANTINED,
                    "Replicas were lost each time that they worked on this very body, so no other"
                            + " one gets it for a while. Change it, or ask whoever runs the model:"
                            + " the replicas' logs say why they ended.");

    private PassageRefusals() {}

    /** The time is over before an attempt was under way, or between two. */
    static Refusal outOfTime(boolean noneWasReady) {
        return noneWasReady ? NONE_READY : LATE;
    }
}
