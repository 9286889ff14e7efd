package dev.slipway.gateway.dialect;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;

/** How much of a body is JSON; behind it the Open Inference Protocol may have tensors as bytes. */
public sealed interface JsonPart {
    record Whole() implements JsonPart {}

    record First(long bytes) implements JsonPart {}

    record Wrong(Refusal refusal) implements JsonPart {}

    /** What the header says of a body of that length, or of one whose length is not known, -1. */
    static JsonPart read(String header, long bodyLength) {
        try {
            long bytes = isDigits(header) ? Long.parseLong(header) : -1;
            if (bytes >= 0) {
                return new First(bytes).within(bodyLength);
            }
        } catch (NumberFormatException tooLong) {
            // answered below
        }
        return wrong("must be the number of bytes of the body's JSON part.");
    }

    /** The same, once the length of the body is known; -1 as long as it is not. */
    default JsonPart within(long bodyLength) {
        return this instanceof First first && bodyLength >= 0 && first.bytes() > bodyLength
                ? wrong(
                        "is "
                                + first.bytes()
                                + ", but the whole body has only "
                                + bodyLength
                                + " bytes.")
                : this;
    }

    /** How many of the first bytes of the body, which are here, are JSON. */
    default int of(int bytesHere) {
        return this instanceof First first ? (int) Math.min(first.bytes(), bytesHere) : bytesHere;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Wrong wrong(String what) {
        return new Wrong(Refusal.of(ErrorCode.INVALID_REQUEST, Headers.JSON_LENGTH + " " + what));
    }
}
