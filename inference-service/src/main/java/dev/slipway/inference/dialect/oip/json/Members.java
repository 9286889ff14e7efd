package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.refusal.Refusal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Walks over the members of a body's objects and counts them: the parser keeps every name that it
 * has seen, so their number has a bound. Elements of data are no members.
 */
final class Members {
    /** Far more than the inputs of any model need. */
    static final int MOST = 20_000;

    private int seen;

    /** Whether there is a member; the parser stands at its value, its name is the current one. */
    boolean next(JsonParser in) {
        if (in.nextToken() != JsonToken.PROPERTY_NAME) {
            return false;
        }
        count();
        in.nextToken();
        return true;
    }

    /** Goes to the end of the value at which the parser stands. */
    void skip(JsonParser in) {
        if (in.currentToken() == null || !in.currentToken().isStructStart()) {
            return;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = in.nextToken();
            if (token == null) {
                return;
            }
            if (token == JsonToken.PROPERTY_NAME) {
                count();
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    private void count() {
        if (++seen > MOST) {
            throw Refusal.invalidRequest(
                            "the body's objects have more than " + MOST + " members together")
                    .asException();
        }
    }
}
