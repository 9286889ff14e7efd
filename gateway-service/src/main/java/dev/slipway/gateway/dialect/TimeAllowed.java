package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How long a request may take, as its {@code X-Request-Timeout-Ms} says. */
public sealed interface TimeAllowed {
    long LONGEST_MS = 3_600_000;

    record Given(long millis) implements TimeAllowed {}

    /** The model's default applies. */
    record Default() implements TimeAllowed {}

    record Wrong(Refusal refusal) implements TimeAllowed {}

    static TimeAllowed read(@Nullable String header) {
        if (header == null) {
            return new Default();
        }
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0) {
                return new Given(Math.min(millis, LONGEST_MS));
            }
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        return new Wrong(
                Refusal.of(
                        ErrorCode.INVALID_REQUEST,
                        "X-Request-Timeout-Ms must be a whole number of milliseconds from 1 on."));
    }
}
