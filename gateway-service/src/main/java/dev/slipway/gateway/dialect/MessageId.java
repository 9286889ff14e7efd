package dev.slipway.gateway.dialect;

import java.nio.charset.StandardCharsets;

/**
 * Finds in the bytes of an inference in gRPC's form the name that the client gave it (field 3). On
 * a stream it tells the client which of its requests was refused.
 */
public final class MessageId {
    private static final int FIELD = 3;

    /** As in {@link InferPeek}, which refuses a message that has more. */
    private static final int MOST_FIELDS = 100_000;

    /** A longer one is not given back with a refusal. */
    private static final int LONGEST_BYTES = 4096;

    private MessageId() {}

    /** Empty where there is none; what is wrong with the message is said by whoever reads it. */
    public static String find(byte[] message) {
        WireCursor wire = new WireCursor(message);
        String id = "";
        try {
            for (int fields = 0; wire.hasMore() && fields < MOST_FIELDS; fields++) {
                long tag = wire.tag();
                if (tag == WireCursor.bytesField(FIELD)) {
                    id = text(wire);
                } else {
                    wire.skip(tag);
                }
            }
        } catch (WireCursor.Malformed malformed) {
            return id;
        }
        return id;
    }

    private static String text(WireCursor wire) {
        int length = wire.length();
        int at = wire.at();
        wire.pass(length);
        return length > LONGEST_BYTES
                ? ""
                : new String(wire.bytes(), at, length, StandardCharsets.UTF_8);
    }
}
