package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;

/**
 * Why a request is not answered.
 *
 * @param message one sentence that says what is wrong and what to do, nothing internal
 * @param atBound whether a limit of the door was reached, so that even a 5xx is a refusal
 */
public record Refusal(ErrorCode code, String message, boolean atBound) {
    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, false);
    }

    public static Refusal atBound(ErrorCode code, String message) {
        return new Refusal(code, message, true);
    }
}
