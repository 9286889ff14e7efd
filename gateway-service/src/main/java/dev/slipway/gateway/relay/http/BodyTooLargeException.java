package dev.slipway.gateway.relay.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;

/** A body went over the limit while it was read. */
final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long limit;

    BodyTooLargeException(long limit) {
        super("body over the limit", null, false, false);
        this.limit = limit;
    }

    Refusal refusal() {
        return refusal(limit);
    }

    static Refusal refusal(long limit) {
        return Refusal.of(
                ErrorCode.BODY_TOO_LARGE,
                "The body is larger than the "
                        + limit
                        + " bytes that are allowed. Send fewer inputs at once.");
    }
}
