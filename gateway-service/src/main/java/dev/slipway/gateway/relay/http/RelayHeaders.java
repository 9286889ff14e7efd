package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

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

    private RelayHeaders() {}

    static void toReplica(HttpHeaders from, HttpHeaders to) {
        copy(TO_REPLICA, from, to);
    }

    static HttpHeaders toClient(HttpHeaders from, int version) {
        HttpHeaders to = new DefaultHttpHeaders();
        copy(TO_CLIENT, from, to);
        to.set(Headers.MODEL_VERSION, Integer.toString(version));
        return to;
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
