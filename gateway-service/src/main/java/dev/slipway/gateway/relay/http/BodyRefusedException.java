package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;

/** A body is not read to its end: there is no room for it, or it does not come. */
final class BodyRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    private BodyRefusedException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    static BodyRefusedException noRoom() {
        return new BodyRefusedException(
                Refusal.atBound(
                        ErrorCode.HOLD_FULL,
                        "The gateway keeps as many bytes of requests as it may. Ask again"
                                + " later."));
    }

    static BodyRefusedException paused() {
        return new BodyRefusedException(
                Refusal.of(
                        ErrorCode.INVALID_REQUEST,
                        "The request's body did not come. Send it without long pauses."));
    }

    /**
     * The request's time is over, as it may be of a short body too where it has next to none.
     * Nothing was under way, so the request is refused and not lost.
     */
    static BodyRefusedException tooLate() {
        return new BodyRefusedException(
                Refusal.atBound(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "The request's time was over before all of its body was here. Give it"
                                + " more with "
                                + Headers.REQUEST_TIMEOUT_MS
                                + ", or send it faster."));
    }

    Refusal refusal() {
        return refusal;
    }
}
