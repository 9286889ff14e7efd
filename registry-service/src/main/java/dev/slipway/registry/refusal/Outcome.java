package dev.slipway.registry.refusal;

import dev.slipway.contract.error.ErrorCode;
import java.util.function.Function;

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

    /** The same outcome, its result seen as something else. */
    default <R> Outcome<R> map(Function<T, R> seen) {
        return switch (this) {
            case Done<T>(T result) -> new Done<>(seen.apply(result));
            case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
        };
    }

    /** The result; for the rim, where a refusal becomes an answer. */
    default T orThrow() {
        return switch (this) {
            case Done<T>(T result) -> result;
            case Refused<T>(Refusal refusal) -> throw new RefusedException(refusal);
        };
    }
}
