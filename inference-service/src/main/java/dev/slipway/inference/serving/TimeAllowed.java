package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How long a request may take, as its head says it. */
sealed interface TimeAllowed {
    /** The deadline that follows from it, or from the default. */
    record Until(Deadline deadline) implements TimeAllowed {}

    /** It says no time, or one that is over. */
    record Refused(Refusal refusal) implements TimeAllowed {}

    static TimeAllowed of(RequestHead head, AdmissionSettings settings, LongSupplier nanoTime) {
        long leftMs;
        String named = head.header(Headers.REQUEST_TIMEOUT_MS);
        try {
            leftMs = named == null ? settings.defaultTimeout().toMillis() : Long.parseLong(named);
        } catch (NumberFormatException noNumber) {
            return new Refused(
                    Refusal.invalidRequest(
                            Headers.REQUEST_TIMEOUT_MS + " must be a number of milliseconds"));
        }
        if (leftMs <= 0) {
            return new Refused(
                    new Refusal(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline had passed when the request came"));
        }
        Duration left = Duration.ofMillis(Math.min(leftMs, settings.maxTimeout().toMillis()));
        return new Until(Deadline.in(left, nanoTime));
    }
}
