package dev.slipway.gateway.admin.http;

import dev.slipway.contract.Headers;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.RequestLog.Subject;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.SpanMethod;
import dev.slipway.telemetry.Tracing;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/** Tells the log and the trace what came of admin calls; the service behind tells the rest. */
final class AdminReport {
    private final RequestLog log;
    private final Tracing tracing;

    AdminReport(RequestLog log, Tracing tracing) {
        this.log = log;
        this.tracing = tracing;
    }

    Span begin(ServerHttpRequest request) {
        if (!tracing.isOn()) {
            return Span.NONE;
        }
        String method = request.getMethod().name();
        Span span =
                tracing.serve(
                        SpanMethod.inName(method) + " /admin/v1",
                        request.getHeaders().getFirst(Headers.TRACEPARENT));
        return SpanMethod.set(span, method);
    }

    void ended(
            ServerHttpRequest request, ServerHttpResponse response, String requestId, Span span) {
        HttpStatusCode answered = response.getStatusCode();
        int status = answered == null ? 200 : answered.value();
        Subject subject = new Subject(requestId, "", "", span.traceId());
        String sentence = request.getMethod() + " of the admin API was answered " + status;
        log.answered(subject, request.getMethod().name(), status, sentence);
        if (span.isOn()) {
            span.set("slipway.request_id", requestId).set("http.response.status_code", status);
            if (status >= 500) {
                span.fail(Integer.toString(status));
            }
            span.end();
        }
    }
}
