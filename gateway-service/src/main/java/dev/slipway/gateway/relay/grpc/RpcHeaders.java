package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.dialect.ErrorForm;
import dev.slipway.gateway.dialect.Refusal;
import io.grpc.Metadata;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of the other dialects as gRPC's metadata, which has lower-case names. */
final class RpcHeaders {
    static final Metadata.Key<String> AUTHORIZATION = key("Authorization");
    static final Metadata.Key<String> REQUEST_ID = key(Headers.REQUEST_ID);
    static final Metadata.Key<String> REQUEST_TIMEOUT_MS = key(Headers.REQUEST_TIMEOUT_MS);
    static final Metadata.Key<String> MODEL_VERSION = key(Headers.MODEL_VERSION);
    static final Metadata.Key<String> ERROR = key(Headers.ERROR);
    static final Metadata.Key<String> RETRY_AFTER = key("Retry-After");
    private static final List<Metadata.Key<String>> TO_REPLICA =
            List.of(key(Headers.PRIORITY), key(Headers.TRACEPARENT), key(Headers.TRACESTATE));

    private static final Map<String, Metadata.Key<String>> RECEIPT =
            Map.of(
                    Headers.QUEUE_US, key(Headers.QUEUE_US),
                    Headers.COMPUTE_US, key(Headers.COMPUTE_US),
                    Headers.BATCH_ROWS, key(Headers.BATCH_ROWS),
                    Headers.RELEASE, key(Headers.RELEASE),
                    Headers.CACHE, key(Headers.CACHE));

    private RpcHeaders() {}

    private static Metadata.Key<String> key(String header) {
        return Metadata.Key.of(header.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER);
    }

    /** What passes the door. */
    static Map<String, String> toReplica(Metadata from) {
        Map<String, String> passed = new HashMap<>();
        for (Metadata.Key<String> key : TO_REPLICA) {
            String value = from.get(key);
            if (value != null) {
                passed.put(key.name(), value);
            }
        }
        return passed;
    }

    /** What ends a call that is refused, also one that a replica has answered. */
    static Metadata trailers(
            String requestId, String version, Map<String, String> receipt, Refusal refusal) {
        int retryAfter = ErrorForm.retryAfterSeconds(refusal);
        return trailers(
                requestId,
                version,
                receipt,
                refusal.code().wireName(),
                retryAfter > 0 ? Integer.toString(retryAfter) : null);
    }

    /**
     * What ends a call.
     *
     * @param version that answered, or empty
     * @param receipt how the replica served it, by names of headers
     * @param reason of a refusal, or empty
     */
    static Metadata trailers(
            String requestId,
            String version,
            Map<String, String> receipt,
            String reason,
            @Nullable String retryAfter) {
        Metadata trailers = new Metadata();
        trailers.put(REQUEST_ID, requestId);
        if (!version.isEmpty()) {
            trailers.put(MODEL_VERSION, version);
        }
        receipt.forEach((name, value) -> {
            Metadata.Key<String> key = RECEIPT.get(name);
            if (key != null) {
                trailers.put(key, value);
            }
        });
        if (!reason.isEmpty()) {
            trailers.put(ERROR, reason);
        }
        if (retryAfter != null) {
            trailers.put(RETRY_AFTER, retryAfter);
        }
        return trailers;
    }
}
