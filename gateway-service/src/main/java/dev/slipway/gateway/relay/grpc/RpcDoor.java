package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.Authenticator.Identity;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.telemetry.Tracing;
import dev.slipway.trust.Caller;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where calls come in. Acceptance is counted here, where the head was read; what came of it by
 * {@link RpcCall}, where the end was written.
 */
final class RpcDoor {
    private static final Refusal NO_SUCH_CALL =
            Refusal.of(
                    ErrorCode.PATH_NOT_FOUND,
                    "This call is not served. GRPCInferenceService has ServerLive, ServerReady,"
                            + " ServerMetadata, ModelReady, ModelMetadata, ModelConfig, ModelInfer,"
                            + " ModelStreamInfer, ModelStatistics, RepositoryIndex,"
                            + " RepositoryModelLoad and RepositoryModelUnload.");

    private final Authenticator authenticator;
    private final RequestId requestIds;
    private final RpcRelay relay;
    private final OwnMessages own;
    private final StatisticsMessages statistics;
    private final IndexMessages index;
    private final ResidenceMessages residence;
    private final RpcStreams streams;
    private final RpcBooks books;
    private final DoorLimits limits;
    private final EventLoopGroup loops;
    private final Tracing tracing;
    private final LongSupplier nanoTime;
    private final MessageBytes bytes;

    public RpcDoor(
            Authenticator authenticator,
            RequestId requestIds,
            RpcRelay relay,
            OwnMessages own,
            StatisticsMessages statistics,
            IndexMessages index,
            ResidenceMessages residence,
            RpcStreams streams,
            RpcBooks books,
            DoorLimits limits,
            EventLoopGroup loops,
            Tracing tracing,
            LongSupplier nanoTime) {
        this.authenticator = authenticator;
        this.requestIds = requestIds;
        this.relay = relay;
        this.own = own;
        this.statistics = statistics;
        this.index = index;
        this.residence = residence;
        this.streams = streams;
        this.books = books;
        this.limits = limits;
        this.loops = loops;
        this.tracing = tracing;
        this.nanoTime = nanoTime;
        this.bytes = new MessageBytes((int) Math.min(limits.maxBodyBytes(), 1 << 30));
    }

    ServerServiceDefinition service() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(Rpc.SERVICE);
        for (Rpc rpc : Rpc.values()) {
            service.addMethod(
                    method(rpc.fullName(), MethodDescriptor.MethodType.UNARY),
                    (call, head) -> open(rpc, call, head));
        }
        return service.addMethod(
                        method(RpcStreams.METHOD, MethodDescriptor.MethodType.BIDI_STREAMING),
                        (call, head) -> streams.begin(call, head, currentLoop()))
                .build();
    }

    /** The door closes: streams take no more messages, and end when those are answered. */
    void finishStreams() {
        streams.open().finish();
    }

    /** Every other call is told which there are. */
    HandlerRegistry others() {
        return new HandlerRegistry() {
            @Override
            public ServerMethodDefinition<?, ?> lookupMethod(
                    String name, @Nullable String authority) {
                return ServerMethodDefinition.create(
                        method(name, MethodDescriptor.MethodType.UNKNOWN),
                        (call, head) -> open(null, call, head));
            }
        };
    }

    private MethodDescriptor<byte[], byte[]> method(
            String fullName, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(bytes, bytes)
                .setFullMethodName(fullName)
                .setType(type)
                .build();
    }

    /**
     * Names and counts the call, and does all else for it on its guarded thread: what throws there
     * is the call's fault, never gRPC's, and is told and counted.
     */
    private RpcCall open(@Nullable Rpc rpc, ServerCall<byte[], byte[]> call, Metadata metadata) {
        String requestId = requestIds.of(metadata.get(RpcHeaders.REQUEST_ID));
        Deadline deadline = Context.current().getDeadline();
        RpcCall one =
                new RpcCall(
                        call, currentLoop(), requestId, MessageArrival.current(), books, nanoTime);
        books.begin();
        one.thread()
                .execute(() -> {
                    RpcHead head = RpcHead.of(requestId, nanoTime.getAsLong(), metadata, deadline);
                    one.tracedAs(head.span(tracing, rpc == null ? "(no method)" : rpc.fullName()));
                    begin(rpc, one, metadata, head);
                });
        return one;
    }

    /** The loop that this runs on; a server with a direct executor begins calls there. */
    private LoopThread currentLoop() {
        for (EventExecutor one : loops) {
            if (one.inEventLoop()) {
                return new LoopThread(one, one::inEventLoop);
            }
        }
        EventExecutor any = loops.next();
        return new LoopThread(any, any::inEventLoop);
    }

    private void begin(@Nullable Rpc rpc, RpcCall call, Metadata metadata, RpcHead head) {
        if (rpc == null) {
            call.refuse(NO_SUCH_CALL);
        } else if (rpc.isOpen()) {
            expect(
                    call,
                    head,
                    _ -> call.complete(rpc == Rpc.SERVER_LIVE ? own.live() : own.ready()));
        } else {
            switch (authenticator.identify(metadata.get(RpcHeaders.AUTHORIZATION))) {
                case Identity.Stranger stranger -> call.refuse(stranger.refusal());
                case Identity.Known(Caller caller) ->
                        expect(call, head, message -> ask(rpc, call, head, caller, message));
            }
        }
    }

    private void expect(RpcCall call, RpcHead head, Consumer<byte[]> whoAsks) {
        call.expect(
                limits.bodyIdle().toNanos(),
                head.startedNanos() + head.nanosAllowed(0, TimeUnit.MINUTES.toMillis(1)),
                whoAsks);
    }

    private void ask(Rpc rpc, RpcCall call, RpcHead head, Caller caller, byte[] message) {
        switch (rpc) {
            case SERVER_LIVE -> call.complete(own.live());
            case SERVER_READY -> call.complete(own.ready());
            case SERVER_METADATA -> call.complete(own.metadata());
            case MODEL_READY -> own.modelReady(call, caller, message);
            case REPOSITORY_INDEX -> index.answer(call, head, caller, message);
            case REPOSITORY_MODEL_LOAD -> residence.load(call, head, caller, message);
            case REPOSITORY_MODEL_UNLOAD -> residence.unload(call, head, caller, message);
            case MODEL_STATISTICS -> statistics.answer(call, head, caller, message);
            case MODEL_METADATA -> relay(call, head, caller, Operation.METADATA, message);
            case MODEL_CONFIG -> relay(call, head, caller, Operation.CONFIGURATION, message);
            case MODEL_INFER -> relay(call, head, caller, Operation.INFER, message);
        }
    }

    private void relay(
            RpcCall call, RpcHead head, Caller caller, Operation operation, byte[] message) {
        relay.relay(call, new RpcRelay.Asked(head, caller, operation, message));
    }
}
