package dev.slipway.gateway.dialect;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How long a request may take, as it says itself. */
public sealed interface TimeAllowed {
    long LONGEST_MS = 3_600_000;

    record Given(long millis) implements TimeAllowed {}

    /** The model's default applies. */
    record Default() implements TimeAllowed {}

    record Wrong(Refusal refusal) implements TimeAllowed {}

    /** What {@code X-Request-Timeout-Ms} says. */
    static TimeAllowed read(@Nullable String header) {
        if (header == null) {
            return new Default();
        }
        long millis = WholeNumber.read(header.strip());
        if (millis > 0) {
            return new Given(Math.min(millis, LONGEST_MS));
        }
        return new Wrong(
                Refusal.of(
                        ErrorCode.INVALID_REQUEST,
                        Headers.REQUEST_TIMEOUT_MS
                                + " must be a whole number of milliseconds from 1 on."));
    }

    /** A part of a millisecond counts as one. */
    static TimeAllowed ofMicros(long micros, TimeAllowed otherwise) {
        if (micros <= 0) {
            return otherwise;
        }
        long millis = (micros - 1) / 1000 + 1;
        return new Given(Math.min(millis, LONGEST_MS));
    }

    /** The shorter of both; what is wrong stays wrong. */
    default TimeAllowed and(TimeAllowed other) {
        return switch (this) {
            case Wrong _ -> this;
            case Default _ -> other;
            case Given mine ->
                    switch (other) {
                        case Wrong _ -> other;
                        case Default _ -> this;
                        case Given its -> its.millis() < mine.millis() ? its : mine;
                    };
        };
    }
}
