package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.document.Action;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.InferPeek;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.NamedModel;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.gateway.relay.Passage;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.relay.WholeReplicas.WholeRequest;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.trust.Caller;
import org.jspecify.annotations.Nullable;

/** Takes a call that a replica shall answer from its message to its answer. */
final class RpcRelay {
    private static final byte[] NOTHING = {};

    /**
     * What is asked, and by whom.
     *
     * @param operation tensors, or what the model is
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Asked(RpcHead head, Caller caller, Operation operation, byte[] message) {
        boolean infer() {
            return operation == Operation.INFER;
        }
    }

    private final RelayHouse house;
    private final WholeReplicas replicas;
    private final Passages passages;

    public RpcRelay(RelayHouse house, WholeReplicas replicas, Passages passages) {
        this.house = house;
        this.replicas = replicas;
        this.passages = passages;
    }

    void relay(RpcCall call, Asked asked) {
        if (asked.head().time() instanceof TimeAllowed.Wrong wrong) {
            call.refuse(wrong.refusal());
            return;
        }
        switch (InferPeek.find(asked.message())) {
            case InferPeek.Found.Broken broken -> call.refuse(broken.refusal());
            case InferPeek.Found.Head named -> relay(call, asked, named);
        }
    }

    private void relay(RpcCall call, Asked asked, InferPeek.Found.Head named) {
        switch (NamedModel.of(named.model(), named.version())) {
            case NamedModel.Unknown unknown -> call.refuse(unknown.refusal());
            case NamedModel.Known(ModelName model) -> {
                Refusal refusal = refusal(model, asked);
                if (refusal == null) {
                    pass(call, asked, model, named.timeoutMicros());
                } else {
                    call.refuse(refusal);
                }
            }
        }
    }

    /** Null when the caller may, and the model is there. */
    private @Nullable Refusal refusal(ModelName model, Asked asked) {
        Action action = asked.infer() ? Action.INFER : Action.READ;
        Refusal refusal = Authenticator.refusal(asked.caller(), action, model.name());
        if (refusal != null) {
            return refusal;
        }
        return house.routing().get().resolve(model, asked.caller().tenantId())
                        instanceof Resolution.Missing missing
                ? missing.refusal()
                : null;
    }

    private void pass(RpcCall call, Asked asked, ModelName model, long timeoutMicros) {
        RequestThread thread = call.thread();
        RpcHead head = asked.head();
        Operation operation = asked.operation();
        WholeRequest request =
                new WholeRequest(
                        operation,
                        model.name(),
                        head.requestId(),
                        asked.caller().tenantId(),
                        head.toReplica(),
                        call.span(),
                        asked.infer() ? asked.message() : NOTHING);
        long deadline =
                head.startedNanos()
                        + head.nanosAllowed(
                                timeoutMicros, house.routing().get().defaultTimeoutMs(model));
        RpcExchange exchange = new RpcExchange(call, replicas, request, thread);
        Passage passage = new Passage(model, exchange, house, thread, deadline);
        passages.enter(passage);
        call.goesTo(model.name(), operation, deadline, () -> thread.execute(() -> leave(passage)));
        thread.atFault(() -> fail(call, passage));
        thread.execute(() -> passage.start(thread));
    }

    /** Told first, since what is under way may say something else. */
    private static void fail(RpcCall call, Passage passage) {
        try {
            call.fail();
        } finally {
            passage.clientGone();
        }
    }

    /** The call is over in whatever way: nothing of it may stay under way. */
    private void leave(Passage passage) {
        passages.leave(passage);
        passage.clientGone();
    }
}
