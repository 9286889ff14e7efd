package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.openinference.ModelReadyResponse;
import dev.slipway.contract.openinference.ServerLiveResponse;
import dev.slipway.contract.openinference.ServerMetadataResponse;
import dev.slipway.contract.openinference.ServerReadyResponse;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.InferPeek;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.NamedModel;
import dev.slipway.gateway.dialect.OwnAnswers;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.drain.DoorState;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.trust.Caller;
import java.util.function.Supplier;

/** Answers that need no replica. */
final class OwnMessages {
    private final Supplier<RoutingTable> routing;
    private final DoorState state;

    public OwnMessages(Supplier<RoutingTable> routing, DoorState state) {
        this.routing = routing;
        this.state = state;
    }

    byte[] live() {
        return ServerLiveResponse.newBuilder().setLive(true).build().toByteArray();
    }

    byte[] ready() {
        return ServerReadyResponse.newBuilder().setReady(state.isReady()).build().toByteArray();
    }

    byte[] metadata() {
        return ServerMetadataResponse.newBuilder()
                .setName(OwnAnswers.SERVER_NAME)
                .setVersion(OwnAnswers.SERVER_VERSION)
                .addAllExtensions(OwnAnswers.EXTENSIONS)
                .build()
                .toByteArray();
    }

    void modelReady(RpcCall call, Caller caller, byte[] message) {
        switch (InferPeek.find(message)) {
            case InferPeek.Found.Broken broken -> call.refuse(broken.refusal());
            case InferPeek.Found.Head head -> {
                switch (NamedModel.of(head.model(), head.version())) {
                    case NamedModel.Unknown unknown -> call.refuse(unknown.refusal());
                    case NamedModel.Known(ModelName model) -> modelReady(call, caller, model);
                }
            }
        }
    }

    private void modelReady(RpcCall call, Caller caller, ModelName name) {
        Refusal refusal = Authenticator.refusal(caller, Action.READ, name.name());
        RoutingTable table = routing.get();
        if (refusal != null) {
            call.refuse(refusal);
        } else if (table.resolve(name, caller.tenantId()) instanceof Resolution.Missing missing) {
            call.refuse(missing.refusal());
        } else {
            call.complete(
                    ModelReadyResponse.newBuilder()
                            .setReady(table.isReady(name))
                            .build()
                            .toByteArray());
        }
    }
}
