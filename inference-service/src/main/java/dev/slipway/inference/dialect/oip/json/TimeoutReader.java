package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a request's {@code timeout} among its parameters, in microseconds. */
final class TimeoutReader {
    /** Longer than any deadline may be, so that a longer one need not be told apart. */
    private static final long MOST_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private TimeoutReader() {}

    /** The timeout, or null where the current token is no object that holds one. */
    static @Nullable Duration read(JsonParser in, Members members) {
        Duration timeout = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return timeout;
        }
        while (members.next(in)) {
            if (in.currentName().equals("timeout")) {
                timeout = timeout(in);
            } else {
                members.skip(in);
            }
        }
        return timeout;
    }

    private static Duration timeout(JsonParser in) {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
                || in.getBigIntegerValue().signum() <= 0) {
            throw Refusal.invalidRequest(
                            "parameter 'timeout' must be a whole number of microseconds, at"
                                    + " least 1")
                    .asException();
        }
        boolean huge = in.getBigIntegerValue().bitLength() >= Long.SIZE;
        return Duration.of(
                huge ? MOST_MICROS : Math.min(in.getLongValue(), MOST_MICROS), ChronoUnit.MICROS);
    }
}
