package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.relay.LoopThread;
import io.grpc.Deadline;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream before its messages, and holds for each of them.
 *
 * @param requestId of the stream; its messages have it with their number behind
 * @param deadline of the whole stream, null where the client gave none
 * @param loop of the client's connection
 */
record StreamHead(
        String requestId, Metadata metadata, @Nullable Deadline deadline, LoopThread loop) {}
