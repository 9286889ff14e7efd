package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.dialect.InferPeek;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.NamedModel;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.StatisticsRound;
import dev.slipway.gateway.relay.StatisticsScope;
import dev.slipway.gateway.relay.StatisticsScope.OneVersion;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers that tell what all replicas of a model counted. */
final class StatisticsMessages {
    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;

    public StatisticsMessages(Supplier<RoutingTable> routing, WholeReplicas replicas) {
        this.routing = routing;
        this.replicas = replicas;
    }

    void answer(RpcCall call, RpcHead head, Caller caller, byte[] message) {
        switch (InferPeek.find(message)) {
            case InferPeek.Found.Broken broken -> call.refuse(broken.refusal());
            case InferPeek.Found.Head named -> answer(call, head, caller, named);
        }
    }

    private void answer(RpcCall call, RpcHead head, Caller caller, InferPeek.Found.Head named) {
        if (named.model().isEmpty()) {
            tell(call, head, caller, null);
            return;
        }
        switch (NamedModel.of(named.model(), named.version())) {
            case NamedModel.Unknown unknown -> call.refuse(unknown.refusal());
            case NamedModel.Known(ModelName model) -> tell(call, head, caller, model);
        }
    }

    private void tell(RpcCall call, RpcHead head, Caller caller, @Nullable ModelName model) {
        switch (StatisticsScope.of(routing.get(), caller, model)) {
            case StatisticsScope.Refused(Refusal refusal) -> call.refuse(refusal);
            case StatisticsScope.Versions(List<OneVersion> versions) -> {
                Cancel round =
                        StatisticsRound.begin(
                                replicas,
                                versions,
                                new ReplicaRound.Asked(
                                        head.requestId(), caller.tenantId(), call.span()),
                                call.thread(),
                                sums -> call.complete(sums.toByteArray()));
                call.atEnd(round::cancel);
            }
        }
    }
}
