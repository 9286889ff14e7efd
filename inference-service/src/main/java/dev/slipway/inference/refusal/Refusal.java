package dev.slipway.inference.refusal;

import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no result. The status is chosen where the dialect is written.
 *
 * @param message one sentence that says what is wrong and what to do; nothing internal
 * @param field the field of the request that it is about, where the dialect names one
 */
public record Refusal(ErrorCode code, String message, @Nullable String field) {
    public Refusal(ErrorCode code, String message) {
        this(code, message, null);
    }

    public Refusal about(String name) {
        return new Refusal(code, message, name);
    }

    public static Refusal invalidInput(String message) {
        return new Refusal(ErrorCode.INVALID_INPUT, message);
    }

    public static Refusal invalidRequest(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message);
    }

    public static Refusal invalidJson(String message) {
        return new Refusal(ErrorCode.INVALID_JSON, message);
    }

    public static Refusal engineFailed(String message) {
        return new Refusal(ErrorCode.ENGINE_FAILED, message);
    }

    public RefusedException asException() {
        return new RefusedException(this);
    }
}
