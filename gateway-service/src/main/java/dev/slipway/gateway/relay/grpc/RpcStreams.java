package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.Authenticator.Identity;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.telemetry.Tracing;
import dev.slipway.trust.Caller;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.function.LongSupplier;

/** Where streams of inferences come in, and what all of them share. */
record RpcStreams(
        Authenticator authenticator,
        RequestId requestIds,
        RpcRelay relay,
        RpcBooks books,
        OpenStreams open,
        DoorLimits limits,
        Tracing tracing,
        LongSupplier nanoTime) {
    static final String METHOD = Rpc.SERVICE + "/ModelStreamInfer";

    RpcStream begin(ServerCall<byte[], byte[]> call, Metadata metadata, LoopThread loop) {
        StreamHead head =
                new StreamHead(
                        requestIds.of(metadata.get(RpcHeaders.REQUEST_ID)),
                        metadata,
                        Context.current().getDeadline(),
                        loop);
        RpcStream stream = new RpcStream(call, head, MessageArrival.current(), this);
        stream.begin();
        return stream;
    }

    /** Who asks; each message is asked anew, since a key may end before its stream does. */
    Identity identify(StreamHead head) {
        return authenticator.identify(head.metadata().get(RpcHeaders.AUTHORIZATION));
    }

    /**
     * Begins the call of a stream's message, named and counted. What throws on its thread is that
     * message's fault alone.
     *
     * @param number of the message in the stream
     */
    RpcCall ask(
            StreamHead head,
            long number,
            StreamedCall answer,
            MessageArrival arrival,
            byte[] message) {
        String requestId = requestIds.of(head.requestId() + "." + number);
        RpcCall one = new RpcCall(answer, head.loop(), requestId, arrival, books, nanoTime);
        books.begin();
        one.thread()
                .execute(() -> {
                    RpcHead its =
                            RpcHead.of(
                                    requestId,
                                    nanoTime.getAsLong(),
                                    head.metadata(),
                                    head.deadline());
                    one.tracedAs(its.span(tracing, METHOD));
                    one.asks(message, answer::takeRoom, whole -> relay(one, head, its, whole));
                });
        return one;
    }

    private void relay(RpcCall call, StreamHead stream, RpcHead head, byte[] message) {
        switch (identify(stream)) {
            case Identity.Stranger stranger -> call.refuse(stranger.refusal());
            case Identity.Known(Caller caller) ->
                    relay.relay(call, new RpcRelay.Asked(head, caller, Operation.INFER, message));
        }
    }
}
