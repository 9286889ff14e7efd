package dev.slipway.gateway.relay.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Messages as their bytes: the door hands them on and makes no objects of them. Of one that is over
 * the limit it reads a byte more than that, so that whoever gets it sees that it is.
 */
record MessageBytes(int limit) implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
        try {
            return message.readNBytes(limit + 1);
        } catch (IOException broken) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("The message cannot be decompressed. Send it again.")
                    .withCause(broken)
                    .asRuntimeException();
        }
    }
}
