package dev.slipway.gateway.relay.grpc;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Messages as their bytes: the door hands them on and makes no objects of them. Of one that is over
 * the limit it reads a byte more than that, so that whoever gets it sees that it is.
 */
record MessageBytes(int limit) implements MethodDescriptor.Marshaller<byte[]> {
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
