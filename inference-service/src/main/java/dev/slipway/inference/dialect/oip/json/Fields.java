package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What the current token of a request must be, else the request is refused. */
final class Fields {
    private Fields() {}

    static String text(JsonParser in, String field, TextMemory texts) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("'" + field + "' must be a string");
        }
        return texts.readWord(in);
    }

    static boolean truth(JsonParser in, String parameter) {
        if (in.currentToken() != JsonToken.VALUE_TRUE
                && in.currentToken() != JsonToken.VALUE_FALSE) {
            throw invalid("parameter '" + parameter + "' must be true or false");
        }
        return in.getBooleanValue();
    }

    static void array(JsonParser in, String field) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("'" + field + "' must be an array");
        }
    }

    static void object(JsonParser in, String what) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(what + " must be an object");
        }
    }

    static RefusedException invalid(String message) {
        return Refusal.invalidRequest(message).asException();
    }
}
