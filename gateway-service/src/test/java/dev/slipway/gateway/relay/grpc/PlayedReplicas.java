package dev.slipway.gateway.relay.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.gateway.relay.Answer;
import dev.slipway.gateway.relay.AttemptEnd;
import dev.slipway.gateway.relay.AttemptObserver;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** Replicas that answer when a test says so, by the id that the client gave its request. */
final class PlayedReplicas implements WholeReplicas {
    private record Asked(AttemptObserver observer, Receiver receiver, String requestId) {}

    private final Map<String, Asked> underWay = new LinkedHashMap<>();
    int cancelled;

    int underWay() {
        return underWay.size();
    }

    String requestIdOf(String id) {
        return asked(id).requestId();
    }

    private Asked asked(String id) {
        Asked asked = underWay.get(id);
        if (asked == null) {
            throw new IllegalStateException(id + " is not under way");
        }
        return asked;
    }

    void answer(String id) {
        Asked asked = asked(id);
        underWay.remove(id);
        byte[] body = ModelInferResponse.newBuilder().setId(id).build().toByteArray();
        asked.observer()
                .ended(
                        new AttemptEnd.Answered(
                                new Whole(
                                        asked.receiver(),
                                        new WholeAnswer(
                                                200, "", false, "1", null, Map.of(), body))));
    }

    @Override
    public Cancel send(
            WholeRequest request,
            Choice choice,
            long millisLeft,
            Executor thread,
            AttemptObserver observer,
            Receiver receiver) {
        String id;
        try {
            id = ModelInferRequest.parseFrom(request.body()).getId();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException(broken);
        }
        underWay.put(id, new Asked(observer, receiver, request.requestId()));
        return () -> {
            if (underWay.remove(id) != null) {
                cancelled++;
            }
        };
    }

    private record Whole(Receiver receiver, WholeAnswer answer) implements Answer {
        @Override
        public int status() {
            return answer.status();
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public void deliver() {
            receiver.answered(answer);
        }

        @Override
        public void discard() {}
    }
}
