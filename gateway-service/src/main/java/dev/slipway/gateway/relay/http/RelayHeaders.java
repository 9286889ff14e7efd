package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which headers pass the door, in either direction; all others stay on their side. */
final class RelayHeaders {
    private static final List<String> TO_REPLICA =
            List.of(
                    "Content-Type",
                    "Content-Encoding",
                    "Accept",
                    "Accept-Encoding",
                    Headers.JSON_LENGTH,
                    Headers.PRIORITY,
                    Headers.TRACEPARENT,
                    Headers.TRACESTATE);
    private static final List<String> TO_CLIENT =
            List.of(
                    "Content-Type",
                    "Content-Encoding",
                    Headers.JSON_LENGTH,
                    "Cache-Control",
                    "Retry-After",
                    Headers.TRUNCATED,
                    Headers.ERROR);

    /** How a replica says that it served a request. */
    private static final List<String> RECEIPT =
            List.of(
                    Headers.QUEUE_US,
                    Headers.COMPUTE_US,
                    Headers.BATCH_ROWS,
                    Headers.RELEASE,
                    Headers.CACHE);

    private RelayHeaders() {}

    static void toReplica(HttpHeaders from, HttpHeaders to) {
        copy(TO_REPLICA, from, to);
    }

    static HttpHeaders toClient(HttpHeaders from, int version) {
        HttpHeaders to = new DefaultHttpHeaders();
        copy(TO_CLIENT, from, to);
        copy(RECEIPT, from, to);
        to.set(Headers.MODEL_VERSION, Integer.toString(version));
        return to;
    }

    /** What an answer for a client says of how it was served, by the names of the headers. */
    static Map<String, String> receipt(HttpHeaders answer) {
        Map<String, String> receipt = new HashMap<>();
        for (String name : RECEIPT) {
            String value = answer.get(name);
            if (value != null) {
                receipt.put(name, value);
            }
        }
        return receipt;
    }

    private static void copy(List<String> names, HttpHeaders from, HttpHeaders to) {
        for (String name : names) {
            String value = from.get(name);
            if (value != null) {
                to.set(name, value);
            }
        }
    }
}
