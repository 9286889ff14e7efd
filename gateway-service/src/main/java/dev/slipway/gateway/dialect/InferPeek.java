package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;
import java.nio.charset.StandardCharsets;

/**
 * Finds in the bytes of a message of the protocol's gRPC form what the door needs, and makes no
 * object of the rest: which model (field 1), which version (2), and the parameter {@code timeout}
 * (4). The messages that ask for readiness and metadata have the first two in the same places. What
 * is wrong elsewhere is the replica's to say.
 */
public final class InferPeek {
    /** What was found. */
    public sealed interface Found {
        /**
         * The head of the message; texts are empty where they are absent.
         *
         * @param timeoutMicros 0 where none is given
         */
        record Head(String model, String version, long timeoutMicros) implements Found {}

        record Broken(Refusal refusal) implements Found {}
    }

    /** Nobody's model has as many inputs, and more would hold up the loop that reads them. */
    private static final int MOST_FIELDS = 100_000;

    /** Longer texts are no names; that they are cut changes nothing. */
    private static final int LONGEST_TEXT = 512;

    private static final Found NO_MESSAGE =
            broken(
                    "The message cannot be read. Send it as the Open Inference Protocol defines it"
                            + " for gRPC.");
    private static final Found TOO_MANY =
            broken("The message has more fields than are read. Send fewer inputs at once.");
    private static final Found WRONG_TIMEOUT =
            broken(
                    "The parameter timeout must be a whole number of microseconds from 1 on, as an"
                            + " int64_param.");

    private final WireCursor wire;
    private String model = "";
    private String version = "";
    private long timeoutMicros;
    private boolean timeoutIsWrong;

    private InferPeek(byte[] message) {
        this.wire = new WireCursor(message);
    }

    public static Found find(byte[] message) {
        try {
            return new InferPeek(message).find();
        } catch (WireCursor.Malformed malformed) {
            return NO_MESSAGE;
        }
    }

    private Found find() {
        int fields = 0;
        while (wire.hasMore()) {
            if (++fields > MOST_FIELDS) {
                return TOO_MANY;
            }
            long tag = wire.tag();
            if (tag == WireCursor.bytesField(1)) {
                model = text();
            } else if (tag == WireCursor.bytesField(2)) {
                version = text();
            } else if (tag == WireCursor.bytesField(4)) {
                parameter(wire.length());
            } else {
                wire.skip(tag);
            }
        }
        return timeoutIsWrong ? WRONG_TIMEOUT : new Found.Head(model, version, timeoutMicros);
    }

    private String text() {
        int length = wire.length();
        String text =
                new String(
                        wire.bytes(),
                        wire.at(),
                        Math.min(length, LONGEST_TEXT),
                        StandardCharsets.UTF_8);
        wire.pass(length);
        return text;
    }

    /** One entry of the map: its key, and its value in a message of its own. */
    private void parameter(int length) {
        int outer = wire.limit(length);
        boolean isTimeout = false;
        long value = 0;
        while (wire.hasMore()) {
            long tag = wire.tag();
            if (tag == WireCursor.bytesField(1)) {
                isTimeout = text().equals("timeout");
            } else if (tag == WireCursor.bytesField(2)) {
                value = number(wire.length());
            } else {
                wire.skip(tag);
            }
        }
        wire.unlimit(outer);
        if (isTimeout) {
            timeoutMicros = value;
            timeoutIsWrong = value <= 0;
        }
    }

    /** The number of a parameter, signed or unsigned; 0 when it is none. The last one counts. */
    private long number(int length) {
        int outer = wire.limit(length);
        long value = 0;
        while (wire.hasMore()) {
            long tag = wire.tag();
            if (tag == WireCursor.numberField(2)) {
                value = wire.number();
            } else if (tag == WireCursor.numberField(5)) {
                long unsigned = wire.number();
                value = unsigned < 0 ? Long.MAX_VALUE : unsigned;
            } else {
                value = 0;
                wire.skip(tag);
            }
        }
        wire.unlimit(outer);
        return value;
    }

    private static Found broken(String message) {
        return new Found.Broken(Refusal.of(ErrorCode.INVALID_REQUEST, message));
    }
}
