package dev.slipway.gateway.routing;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of its load with an answer, in ORCA's text form: {@code TEXT
 * named_metrics.in_flight=3,named_metrics.predicted_wait_ms=12.5}. Other metrics may stand beside.
 *
 * @param waitNanos how long a new request is predicted to wait there
 * @param inFlight requests that are admitted and not answered there
 */
public record LoadReport(long waitNanos, int inFlight) {
    private static final String FORM = "TEXT ";
    private static final String WAIT = "named_metrics.predicted_wait_ms";
    private static final String IN_FLIGHT = "named_metrics.in_flight";
    private static final int LONGEST_TEXT = 1024;
    private static final int LONGEST_NUMBER = 18;
    private static final double MOST_IN_FLIGHT = 1_000_000;
    private static final double LONGEST_WAIT_MS = TimeUnit.HOURS.toMillis(1);

    /** Null when there is none, or it is malformed, too long, or says nothing of the wait. */
    public static @Nullable LoadReport read(@Nullable String header) {
        if (header == null || header.length() > LONGEST_TEXT || !header.startsWith(FORM)) {
            return null;
        }
        double waitMs = -1;
        double inFlight = 0;
        for (int at = FORM.length(), end; at <= header.length(); at = end + 1) {
            end = endOf(header, at);
            int equals = header.indexOf('=', at);
            if (equals < 0 || equals >= end) {
                return null;
            }
            int name = afterSpaces(header, at);
            if (isName(WAIT, header, name, equals)) {
                waitMs = number(header, equals + 1, end);
            } else if (isName(IN_FLIGHT, header, name, equals)) {
                inFlight = number(header, equals + 1, end);
            }
        }
        return waitMs < 0 || inFlight < 0
                ? null
                : new LoadReport(
                        (long) (Math.min(waitMs, LONGEST_WAIT_MS) * 1_000_000),
                        (int) Math.min(inFlight, MOST_IN_FLIGHT));
    }

    private static int endOf(String text, int from) {
        int comma = text.indexOf(',', from);
        return comma < 0 ? text.length() : comma;
    }

    private static int afterSpaces(String text, int from) {
        int at = from;
        while (text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isName(String wanted, String text, int from, int to) {
        return to - from == wanted.length() && text.startsWith(wanted, from);
    }

    /** A number without sign and exponent, or -1. */
    private static double number(String text, int from, int to) {
        double value = 0;
        double place = 0;
        boolean digits = false;
        if (to - from > LONGEST_NUMBER) {
            return -1;
        }
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c == '.' && place == 0) {
                place = 1;
            } else if (c >= '0' && c <= '9') {
                digits = true;
                value = value * 10 + (c - '0');
                place *= 10;
            } else {
                return -1;
            }
        }
        return digits ? value / Math.max(1, place) : -1;
    }
}
