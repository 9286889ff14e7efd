package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.telemetry.Span;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Replicas as a dialect sees them whose messages are whole: no part of one is of any use. */
public interface WholeReplicas {
    /**
     * A request whose bytes are here. They stay the caller's and are not changed.
     *
     * @param operation tensors, the model's metadata or configuration, what the replica counted of
     *     it, to load it or to let it rest, or which versions the replica has
     * @param headers what passes the door of the client's own headers
     * @param span of the request, below which each try at a replica is one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record WholeRequest(
            Operation operation,
            String model,
            String requestId,
            String tenantId,
            Map<String, String> headers,
            Span span,
            byte[] body) {}

    /**
     * An answer whose last byte is here.
     *
     * @param status as HTTP has it
     * @param reason the code of a refusal, empty when there is none
     * @param receipt how the replica says that it served the request, by names of headers
     * @param body the message, or the sentence of a refusal
     */
    @SuppressWarnings("ArrayRecordComponent")
    record WholeAnswer(
            int status,
            String reason,
            boolean atBound,
            String version,
            @Nullable String retryAfter,
            Map<String, String> receipt,
            byte[] body) {}

    /** Who gets the answer, on the request's thread. */
    interface Receiver {
        void answered(WholeAnswer answer);

        /** The answer began to come and will not be whole. */
        void brokeOff(Refusal refusal);
    }

    /** Sends it once. The cancel closes the connection and lets go of what came. */
    Cancel send(
            WholeRequest request,
            Choice choice,
            long millisLeft,
            Executor thread,
            AttemptObserver observer,
            Receiver receiver);
}
