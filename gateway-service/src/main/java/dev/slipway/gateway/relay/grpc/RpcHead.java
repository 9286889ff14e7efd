package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.dialect.TimeAllowed;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
