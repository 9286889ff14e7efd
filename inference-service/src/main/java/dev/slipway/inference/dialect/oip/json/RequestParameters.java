package dev.slipway.inference.dialect.oip.json;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * The parameters of a request: those that mean something here, and an object of the others, which
 * go back with the answer. Values are strings, numbers and truth values, as the protocol says;
 * anything else is passed over.
 */
final class RequestParameters {
    /** Longer than any deadline may be, so that a longer one need not be told apart. */
    private static final long MOST_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private final JsonFactory json;
    private final Members members;
    private final TextMemory texts;
    private byte[] echo = {};
    private boolean binaryOutput;
    private @Nullable Duration timeout;

    RequestParameters(JsonFactory json, Members members, TextMemory texts) {
        this.json = json;
        this.members = members;
        this.texts = texts;
    }

    /** From the request's arrival on, or null. */
    @Nullable Duration timeout() {
        return timeout;
    }

    /** Whether outputs that say nothing of it are wanted as binary data. */
    boolean binaryOutput() {
        return binaryOutput;
    }

    /** Empty, or an object as JSON. */
    byte[] echo() {
        return echo;
    }

    /** Reads them where the current token is an object; anything else is passed over. */
    void read(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return;
        }
        try (EchoedParameters echoed = new EchoedParameters(json, texts)) {
            while (members.next(in)) {
                String parameter = in.currentName();
                switch (parameter) {
                    case "timeout" -> timeout = timeout(in);
                    case "binary_data_output" -> binaryOutput = Fields.truth(in, parameter);
                    default -> {
                        if (in.currentToken().isScalarValue()
                                && in.currentToken() != JsonToken.VALUE_NULL) {
                            echoed.add(in, parameter);
                        } else {
                            members.skip(in);
                        }
                    }
                }
            }
            echo = echoed.end();
        }
    }

    private static Duration timeout(JsonParser in) {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
                || in.getBigIntegerValue().signum() <= 0) {
            throw Fields.invalid(
                    "parameter 'timeout' must be a whole number of microseconds, at least 1");
        }
        boolean huge = in.getBigIntegerValue().bitLength() >= Long.SIZE;
        return Duration.of(
                huge ? MOST_MICROS : Math.min(in.getLongValue(), MOST_MICROS), ChronoUnit.MICROS);
    }
}
