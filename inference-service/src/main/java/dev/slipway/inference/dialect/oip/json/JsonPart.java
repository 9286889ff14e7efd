package dev.slipway.inference.dialect.oip.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON with which a body begins.
 *
 * @param body all of it, with the binary tensors that follow
 * @param length bytes that are JSON
 */
@SuppressWarnings("ArrayRecordComponent")
record JsonPart(JsonFactory json, byte[] body, int length) {
    /** A parser that begins somewhere in the part and cannot leave it. */
    JsonParser parserAt(int at) {
        return json.createParser(ObjectReadContext.empty(), body, at, length - at);
    }
}
