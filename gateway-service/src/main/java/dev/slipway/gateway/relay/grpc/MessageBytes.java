package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Messages as their bytes: the door hands them on and makes no objects of them. Of one that is over
 * the limit it reads a byte more than that, so that whoever gets it sees that it is.
 */
record MessageBytes(int limit) implements MethodDescriptor.Marshaller<byte[]> {
    static final Refusal CANNOT_BE_DECOMPRESSED =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The message cannot be decompressed. Send it as grpc-encoding says, or plain.");

    /** Stands for a message that cannot be decompressed: whatever is thrown here tells nobody. */
    private static final byte[] BROKEN = {};

    @SuppressWarnings("ReferenceEquality")
    static boolean isBroken(byte[] message) {
        return message == BROKEN;
    }

    @Override
    public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
    }

    @Override
    @SuppressWarnings("UnusedException")
    public byte[] parse(InputStream message) {
        try {
            return message.readNBytes(limit + 1);
        } catch (IOException broken) {
            return BROKEN;
        }
    }
}
