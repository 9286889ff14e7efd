package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.Tracing;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call before its message.
 *
 * @param nanosLeft by gRPC's own deadline; {@link Long#MAX_VALUE} where the client gave none
 */
record RpcHead(
        String requestId,
        long startedNanos,
        TimeAllowed time,
        long nanosLeft,
        Map<String, String> toReplica) {

    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(TimeAllowed.LONGEST_MS);

    static RpcHead of(
            String requestId, long startedNanos, Metadata metadata, @Nullable Deadline deadline) {
        return new RpcHead(
                requestId,
                startedNanos,
                TimeAllowed.read(metadata.get(RpcHeaders.REQUEST_TIMEOUT_MS)),
                deadline == null
                        ? Long.MAX_VALUE
                        : Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)),
                RpcHeaders.toReplica(metadata));
    }

    Span span(Tracing tracing, String name) {
        return tracing.isOn() ? tracing.serve(name, toReplica.get(Headers.TRACEPARENT)) : Span.NONE;
    }

    /** The smallest of what the client said, in whatever form; else the default. */
    long nanosAllowed(long timeoutMicros, long defaultMillis) {
        long nanos = nanosLeft;
        if (time instanceof TimeAllowed.Given given) {
            nanos = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(given.millis()));
        }
        if (timeoutMicros > 0) {
            long asked = Math.min(TimeUnit.MICROSECONDS.toNanos(timeoutMicros), LONGEST_NANOS);
            nanos = Math.min(nanos, asked);
        }
        if (nanos == Long.MAX_VALUE) {
            nanos = TimeUnit.MILLISECONDS.toNanos(defaultMillis);
        }
        return Math.min(nanos, LONGEST_NANOS);
    }
}
