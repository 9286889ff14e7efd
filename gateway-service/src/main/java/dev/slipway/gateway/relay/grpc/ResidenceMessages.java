package dev.slipway.gateway.relay.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.ModelRepositoryParameter;
import dev.slipway.contract.openinference.RepositoryModelLoadRequest;
import dev.slipway.contract.openinference.RepositoryModelUnloadRequest;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.NamedModel;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.ResidenceParameters;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.ResidenceRound;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Answers that come when all replicas of a model have loaded it, or let it rest. */
final class ResidenceMessages {
    /** Only a configuration or files make a message longer; those are not read. */
    private static final int MOST_BYTES = 64 << 10;

    private static final byte[] NOTHING = {};
    private static final Refusal NO_REQUEST =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The message is no request to load or unload a model. Check how it is"
                            + " encoded.");

    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;
    private final LongSupplier nanoTime;

    public ResidenceMessages(
            Supplier<RoutingTable> routing, WholeReplicas replicas, LongSupplier nanoTime) {
        this.routing = routing;
        this.replicas = replicas;
        this.nanoTime = nanoTime;
    }

    void load(RpcCall call, RpcHead head, Caller caller, byte[] message) {
        RepositoryModelLoadRequest request;
        if (message.length > MOST_BYTES) {
            call.refuse(ResidenceParameters.SEALED);
            return;
        }
        try {
            request = RepositoryModelLoadRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException broken) {
            call.refuse(NO_REQUEST);
            return;
        }
        Map<String, ModelRepositoryParameter> parameters = request.getParametersMap();
        answer(call, head, caller, Operation.LOAD, request.getModelName(), parameters);
    }

    void unload(RpcCall call, RpcHead head, Caller caller, byte[] message) {
        RepositoryModelUnloadRequest request;
        if (message.length > MOST_BYTES) {
            call.refuse(ResidenceParameters.SEALED);
            return;
        }
        try {
            request = RepositoryModelUnloadRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException broken) {
            call.refuse(NO_REQUEST);
            return;
        }
        Map<String, ModelRepositoryParameter> parameters = request.getParametersMap();
        answer(call, head, caller, Operation.UNLOAD, request.getModelName(), parameters);
    }

    private void answer(
            RpcCall call,
            RpcHead head,
            Caller caller,
            Operation operation,
            String name,
            Map<String, ModelRepositoryParameter> parameters) {
        switch (NamedModel.of(name, "")) {
            case NamedModel.Unknown unknown -> call.refuse(unknown.refusal());
            case NamedModel.Known(ModelName model) -> {
                ResidenceRound.Wanted wanted = new ResidenceRound.Wanted(model, operation, caller);
                Refusal refusal = ResidenceRound.refusal(routing.get(), wanted);
                if (refusal == null && head.time() instanceof TimeAllowed.Wrong wrong) {
                    refusal = wrong.refusal();
                }
                if (refusal == null) {
                    refusal = ResidenceParameters.refusal(parameters, operation);
                }
                if (refusal == null) {
                    begin(call, head, wanted);
                } else {
                    call.refuse(refusal);
                }
            }
        }
    }

    private void begin(RpcCall call, RpcHead head, ResidenceRound.Wanted wanted) {
        RoutingTable table = routing.get();
        long left =
                head.startedNanos()
                        + head.nanosAllowed(0, table.defaultTimeoutMs(wanted.model()))
                        - nanoTime.getAsLong();
        Cancel round =
                ResidenceRound.begin(
                        replicas,
                        table,
                        wanted,
                        new ReplicaRound.Asked(
                                head.requestId(), wanted.caller().tenantId(), call.span()),
                        Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)),
                        call.thread(),
                        new Told(call));
        call.atEnd(round::cancel);
    }

    private record Told(RpcCall call) implements ResidenceRound.Listener {
        /** Both answers are messages without a field. */
        @Override
        public void done() {
            call.complete(NOTHING);
        }

        @Override
        public void refused(Refusal refusal) {
            call.refuse(refusal);
        }
    }
}
