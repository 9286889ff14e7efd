package dev.slipway.inference.refusal;

import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no result. The status is chosen where the dialect is written.
 *
 * @param message one sentence that says what is wrong and what to do; nothing internal
 * @param field the field of the request that it is about, where the dialect names one
 * @param retryAfterSeconds after how long asking again makes sense, where the code is one that may
 *     be asked again
 */
public record Refusal(
        ErrorCode code, String message, @Nullable String field, int retryAfterSeconds) {
    private static final int SOON_SECONDS = 1;
    private static final int LONGEST_RETRY_SECONDS = 3600;
    private static final double NANOS_OF_A_SECOND = 1e9;

    public Refusal(ErrorCode code, String message) {
        this(code, message, null, SOON_SECONDS);
    }

    public Refusal about(String name) {
        return new Refusal(code, message, name, retryAfterSeconds);
    }

    /** The same where it is known when asking again makes sense. */
    public Refusal retryAfter(int seconds) {
        return new Refusal(code, message, field, seconds);
    }

    /** The same by a predicted time: whole seconds, rounded up, from 1 to 3600. */
    public Refusal retryAfterNanos(double nanos) {
        double seconds = Math.ceil(nanos / NANOS_OF_A_SECOND);
        return retryAfter((int) Math.clamp(seconds, SOON_SECONDS, LONGEST_RETRY_SECONDS));
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
