package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.oip.OipCodec;

/**
 * A result.
 *
 * @param body empty where only the status speaks
 * @param version number of the version that answered
 * @param jsonLength bytes of the JSON that the body begins with, when binary data follows; else
 *     {@link OipCodec#WHOLE}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(byte[] body, int version, int jsonLength) {
    /** A body of one form. */
    public Reply(byte[] body, int version) {
        this(body, version, OipCodec.WHOLE);
    }

    public boolean hasBinaryData() {
        return jsonLength != OipCodec.WHOLE;
    }
}
