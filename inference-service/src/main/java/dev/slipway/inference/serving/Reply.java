package dev.slipway.inference.serving;

/**
 * A result.
 *
 * @param body empty where only the status speaks
 * @param version number of the version that answered
 * @param jsonLength bytes of the JSON that the body begins with, when binary data follows; else
 *     {@link #ALL_JSON}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(byte[] body, int version, int jsonLength) {
    public static final int ALL_JSON = -1;

    /** A body that is nothing but JSON. */
    public Reply(byte[] body, int version) {
        this(body, version, ALL_JSON);
    }

    public boolean hasBinaryData() {
        return jsonLength != ALL_JSON;
    }
}
