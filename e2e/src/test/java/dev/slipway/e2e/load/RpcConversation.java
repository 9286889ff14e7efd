package dev.slipway.e2e.load;

import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc;
import dev.slipway.contract.openinference.ModelInferResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls on a gRPC channel that others use too. A call waits until the channel is connected, as
 * clients that outlive a server's restart ask for, and is never made twice.
 */
final class RpcConversation implements Conversation {
    private final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub;
    private final EchoCalls calls;
    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();

    RpcConversation(Channel channel, EchoCalls calls, Metadata key) {
        this.calls = calls;
        this.stub =
                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                        .withWaitForReady()
                        .withInterceptors(
                                MetadataUtils.newAttachHeadersInterceptor(key),
                                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    }

    @Override
    public Verdict ask(long number, Duration timeout) {
        ModelInferResponse response;
        try {
            response =
                    stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .modelInfer(calls.request(number));
        } catch (StatusRuntimeException refused) {
            return new Verdict.Wrong("status " + refused.getStatus());
        }
        return calls.check(number, response, Objects.requireNonNull(trailers.get()));
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    /** The channel is everybody's. */
    @Override
    public void close() {}
}
