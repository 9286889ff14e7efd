package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The parameters of a request that mean something here; all others are passed over.
 *
 * @param timeout from the request's arrival on, or null
 * @param binaryOutput whether outputs that say nothing of it are wanted as binary data
 */
record RequestParameters(@Nullable Duration timeout, boolean binaryOutput) {
    static final RequestParameters NONE = new RequestParameters(null, false);

    /** Longer than any deadline may be, so that a longer one need not be told apart. */
    private static final long MOST_MICROS = Duration.ofDays(1).toNanos() / 1000;

    /** Reads them where the current token is an object; anything else is passed over. */
    static RequestParameters read(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return NONE;
        }
        Duration timeout = null;
        boolean binaryOutput = false;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String parameter = in.currentName();
            in.nextToken();
            switch (parameter) {
                case "timeout" -> timeout = timeout(in);
                case "binary_data_output" -> binaryOutput = Fields.truth(in, parameter);
                default -> in.skipChildren();
            }
        }
        return new RequestParameters(timeout, binaryOutput);
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
