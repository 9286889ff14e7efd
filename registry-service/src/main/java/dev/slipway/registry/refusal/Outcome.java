package dev.slipway.registry.refusal;

import dev.slipway.contract.error.ErrorCode;

/** What came of a command: its result, or a refusal that is expected and has a sentence. */
public sealed interface Outcome<T> {
    record Done<T>(T result) implements Outcome<T> {}

    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    static <T> Outcome<T> done(T result) {
        return new Done<>(result);
    }

    static <T> Outcome<T> refused(ErrorCode code, String sentence) {
        return new Refused<>(new Refusal(code, sentence));
    }

    /** The result; for the rim, where a refusal becomes an answer. */
    default T orThrow() {
        return switch (this) {
            case Done<T>(T result) -> result;
            case Refused<T>(Refusal refusal) -> throw new RefusedException(refusal);
        };
    }
}
