package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.ReservedParameters;
import java.math.BigInteger;
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
    private final JsonFactory json;
    private final Members members;
    private final TextMemory texts;
    private final ReservedParameters reserved = new ReservedParameters();
    private byte[] echo = {};
    private boolean binaryOutput;

    RequestParameters(JsonFactory json, Members members, TextMemory texts) {
        this.json = json;
        this.members = members;
        this.texts = texts;
    }

    /** Those that say how the request is served. */
    ReservedParameters reserved() {
        return reserved;
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
                if (ReservedParameters.has(parameter)) {
                    reserved.read(parameter, value(in));
                } else if (parameter.equals("binary_data_output")) {
                    binaryOutput = Fields.truth(in, parameter);
                } else if (in.currentToken().isScalarValue()
                        && in.currentToken() != JsonToken.VALUE_NULL) {
                    echoed.add(in, parameter);
                } else {
                    members.skip(in);
                }
            }
            echo = echoed.end();
        }
    }

    /** As {@link ReservedParameters} takes it; the parser then stands at its end. */
    private @Nullable Object value(JsonParser in) {
        return switch (in.currentToken()) {
            case VALUE_STRING -> texts.readWord(in);
            case VALUE_NUMBER_INT -> nearest(in.getBigIntegerValue());
            case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
            case VALUE_NULL -> null;
            default -> {
                members.skip(in);
                yield ReservedParameters.OTHER;
            }
        };
    }

    private static long nearest(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
