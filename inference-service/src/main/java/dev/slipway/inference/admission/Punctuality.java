package dev.slipway.inference.admission;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Refuses on arrival what is predicted to miss its deadline, of one version. Refusal by prediction
 * is Clockwork's (Gujarati et al., OSDI '20).
 *
 * <p>A prediction that is wrong locks nobody out for long. Nothing is refused before enough runs
 * have taught; an engine that is free takes whatever has any time left; and of what would be
 * refused one a second is let in, so that there are runs to learn from.
 */
public final class Punctuality {
    private static final double NANOS_OF_A_MILLISECOND = 1e6;

    private static final String WHERE =
            " with "
                    + Headers.REQUEST_TIMEOUT_MS
                    + ", with the parameter timeout if you set it, or by the deployment's"
                    + " default_timeout_ms";

    private final Trials trials = new Trials();

    /** Lets a request in, or not. */
    public Verdict judge(Forecast forecast, Deadline deadline) {
        long leftNanos = deadline.nanosLeft();
        Refusal refusal = refusal(forecast, leftNanos);
        if (refusal == null) {
            return Verdict.Entry.IN_TIME;
        }
        long nowNanos = deadline.atNanos() - leftNanos;
        return trials.take(nowNanos) ? Verdict.Entry.ON_TRIAL : new Verdict.Late(refusal);
    }

    /** Null where it is in time, and where it is late already, which its deadline itself says. */
    private static @Nullable Refusal refusal(Forecast forecast, long leftNanos) {
        double missing = forecast.cautiousNanos() - leftNanos;
        Standing standing = forecast.standing();
        if (leftNanos <= 0
                || missing <= 0
                || standing == Standing.UNKNOWN
                || standing == Standing.IDLE) {
            return null;
        }
        return standing == Standing.NEXT && forecast.runNanos() > leftNanos
                ? unreachable(forecast, leftNanos)
                : late(forecast, leftNanos, missing);
    }

    private static Refusal unreachable(Forecast forecast, long leftNanos) {
        return new Refusal(
                ErrorCode.DEADLINE_UNREACHABLE,
                "the request is predicted to run "
                        + millis(forecast.runNanos())
                        + " ms even where it need not wait, but only "
                        + millis((double) leftNanos)
                        + " ms are left until its deadline; send less at once, or allow more time"
                        + WHERE);
    }

    private static Refusal late(Forecast forecast, long leftNanos, double missing) {
        return new Refusal(
                        ErrorCode.PREDICTED_LATE,
                        "the request is predicted to wait "
                                + millis(forecast.waitNanos())
                                + (forecast.runNanos() > 0
                                        ? " ms and to run " + millis(forecast.runNanos())
                                        : "")
                                + " ms, but only "
                                + millis((double) leftNanos)
                                + " ms are left until its deadline; ask again later, or allow more"
                                + " time"
                                + WHERE)
                .retryAfterNanos(missing);
    }

    private static long millis(double nanos) {
        return (long) Math.ceil(nanos / NANOS_OF_A_MILLISECOND);
    }
}
