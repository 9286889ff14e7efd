package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.telemetry.Span;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/**
 * The head of a request that a replica shall answer.
 *
 * @param path the whole path; in the Open Inference Protocol only what follows the version
 */
record AskedRequest(
        Dialect dialect,
        HttpMethod method,
        String path,
        String query,
        HttpHeaders headers,
        String requestId,
        String tenantId,
        String model,
        Span span) {
    /** The path at the replica; the Open Inference Protocol names the version that was chosen. */
    String path(int version) {
        String at =
                dialect == Dialect.OIP
                        ? "/v2/models/" + model + "/versions/" + version + path
                        : path;
        return query.isEmpty() ? at : at + "?" + query;
    }
}
