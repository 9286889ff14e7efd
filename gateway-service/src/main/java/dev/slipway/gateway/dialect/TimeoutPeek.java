package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;

/**
 * Finds the Open Inference Protocol's {@code parameters.timeout}, microseconds, in a JSON body: one
 * pass over the bytes, no tree. A body whose JSON is broken has none; the replica says what is
 * wrong.
 */
public final class TimeoutPeek {
    private static final TimeAllowed NONE = new TimeAllowed.Default();
    private static final TimeAllowed WRONG =
            new TimeAllowed.Wrong(
                    Refusal.of(
                            ErrorCode.INVALID_REQUEST,
                            "The parameter timeout must be a whole number of microseconds from 1"
                                    + " on."));

    private TimeoutPeek() {}

    public static TimeAllowed find(byte[] json) {
        JsonCursor cursor = new JsonCursor(json);
        return cursor.enter("parameters") == JsonCursor.Member.FOUND
                        && cursor.enter("timeout") == JsonCursor.Member.FOUND
                ? TimeAllowed.ofMicros(WholeNumber.read(cursor.scalar()), WRONG)
                : NONE;
    }
}
