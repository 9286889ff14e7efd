package dev.slipway.gateway.relay.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.RepositoryIndexRequest;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.gateway.dialect.IndexEntry;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.IndexRound;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.function.Supplier;

/** Answers that list what the key may ask. */
final class IndexMessages {
    private static final Refusal NO_INDEX_REQUEST =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The message is no RepositoryIndexRequest. Check how it is encoded.");

    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;

    public IndexMessages(Supplier<RoutingTable> routing, WholeReplicas replicas) {
        this.routing = routing;
        this.replicas = replicas;
    }

    void answer(RpcCall call, RpcHead head, Caller caller, byte[] message) {
        boolean readyOnly;
        try {
            readyOnly = RepositoryIndexRequest.parseFrom(message).getReady();
        } catch (InvalidProtocolBufferException broken) {
            call.refuse(NO_INDEX_REQUEST);
            return;
        }
        Cancel round =
                IndexRound.begin(
                        replicas,
                        new IndexRound.Wanted(routing.get(), caller, readyOnly),
                        new ReplicaRound.Asked(head.requestId(), caller.tenantId(), call.span()),
                        call.thread(),
                        entries -> call.complete(message(entries)));
        call.atEnd(round::cancel);
    }

    private static byte[] message(List<IndexEntry> entries) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        for (IndexEntry entry : entries) {
            index.addModelsBuilder()
                    .setName(entry.model())
                    .setVersion(entry.version())
                    .setState(entry.state())
                    .setReason(entry.reason());
        }
        return index.build().toByteArray();
    }
}
