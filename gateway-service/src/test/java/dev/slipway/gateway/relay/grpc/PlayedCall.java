package dev.slipway.gateway.relay.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connection of a stream: takes answers while a test lets it, and keeps what came. */
final class PlayedCall extends ServerCall<byte[], byte[]> {
    final List<ModelStreamInferResponse> sent = new ArrayList<>();
    boolean ready = true;
    int mayCome;
    @Nullable Status closed;

    List<String> sentIds() {
        return sent.stream().map(one -> one.getInferResponse().getId()).toList();
    }

    /** Why the stream ended, or null while it is open. */
    Status.@Nullable Code code() {
        return closed == null ? null : closed.getCode();
    }

    @Override
    public void request(int messages) {
        mayCome += messages;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(byte[] message) {
        try {
            sent.add(ModelStreamInferResponse.parseFrom(message));
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closed = status;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
        throw new UnsupportedOperationException("nobody asks");
    }
}
