package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;

/**
 * Why a request is not answered.
 *
 * @param message one sentence that says what is wrong and what to do, nothing internal
 * @param atBound whether a limit of the door was reached, so that even a 5xx is a refusal
 * @param aboutModel whether the model that was asked for is what is wrong
 */
public record Refusal(ErrorCode code, String message, boolean atBound, boolean aboutModel) {
    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, false, namesModel(code));
    }

    public static Refusal atBound(ErrorCode code, String message) {
        return new Refusal(code, message, true, false);
    }

    /** The request's member {@code model} is absent or no text. */
    public static Refusal ofModel(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, false, true);
    }

    private static boolean namesModel(ErrorCode code) {
        return code == ErrorCode.MODEL_NOT_FOUND
                || code == ErrorCode.MODEL_NOT_DEPLOYED
                || code == ErrorCode.VERSION_NOT_FOUND
                || code == ErrorCode.VERSION_NOT_SERVED;
    }
}
