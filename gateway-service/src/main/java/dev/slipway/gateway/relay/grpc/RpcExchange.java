package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.quarantine.BodyDigest;
import dev.slipway.gateway.relay.AttemptObserver;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.Exchange;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.relay.WholeReplicas.WholeRequest;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** A request whose message is here, so that it can always be sent again. */
final class RpcExchange implements Exchange, WholeReplicas.Receiver {
    private static final Refusal LATE =
            Refusal.of(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The answer was not complete in time. Give it a longer deadline, or ask for"
                            + " less at once.");

    private final RpcCall call;
    private final WholeReplicas replicas;
    private final WholeRequest request;
    private final Executor thread;
    private boolean released;

    RpcExchange(RpcCall call, WholeReplicas replicas, WholeRequest request, Executor thread) {
        this.call = call;
        this.replicas = replicas;
        this.request = request;
        this.thread = thread;
    }

    @Override
    public Cancel attempt(Choice choice, long millisLeft, AttemptObserver observer) {
        Cancel cancel = replicas.send(request, choice, millisLeft, thread, observer, this);
        return () -> {
            cancel.cancel();
            if (released) {
                // A long answer was under way, and its time is over.
                call.refuse(LATE);
            }
        };
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public long keptBytes() {
        return request.body().length;
    }

    @Override
    public String digest() {
        return BodyDigest.of(request.operation().word(), ByteBuffer.wrap(request.body()));
    }

    @Override
    public void refuse(Refusal refusal) {
        call.refuse(refusal);
    }

    @Override
    public void release() {
        released = true;
        call.letGoOfMessage();
    }

    @Override
    public void answered(WholeAnswer answer) {
        call.answer(answer);
    }

    @Override
    public void brokeOff(Refusal refusal) {
        call.refuse(refusal);
    }
}
