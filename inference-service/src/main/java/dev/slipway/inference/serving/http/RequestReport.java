package dev.slipway.inference.serving.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.RequestHead;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.RequestLog.Subject;
import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log and the trace of requests. Only a request that comes with a trace has a span: the
 * gateway decides which ones are traced.
 */
final class RequestReport {
    private final RequestLog log;
    private final Tracing tracing;

    RequestReport(RequestLog log, Tracing tracing) {
        this.log = log;
        this.tracing = tracing;
    }

    Span begin(RequestHead head) {
        String traceparent = tracing.isOn() ? head.headers().get(Headers.TRACEPARENT) : null;
        if (traceparent == null) {
            return Span.NONE;
        }
        return tracing.serve(name(head.path()), traceparent)
                .set("slipway.request_id", RequestLog.fit(head.headers().get(Headers.REQUEST_ID)))
                .set("gen_ai.request.model", text(head, Headers.MODEL))
                .set("slipway.model.version", text(head, Headers.VERSION));
    }

    /** Only what was admitted has a span, so that every other path asks for an inference. */
    private static String name(String path) {
        return switch (path) {
            case "/v1/embeddings" -> "replica embeddings";
            case "/v1/rerank" -> "replica rerank";
            case "/v1/similarity" -> "replica similarity";
            case "/v1/classify" -> "replica classify";
            default -> "replica infer";
        };
    }

    void refused(RequestHead head, Refusal refusal, Span span) {
        String code = refusal.code().wireName();
        Subject subject = subject(head, refusal.code(), span);
        if (refusal.code().category() == ErrorCategory.INTERNAL) {
            log.failed(subject, "the request failed: " + code);
            span.fail(code);
        } else {
            log.noted(subject, "the request was refused: " + code);
            span.set("slipway.reason", code);
        }
    }

    void broken(RequestHead head, Runnable line) {
        RequestLog.with(subject(head, ErrorCode.INTERNAL, Span.NONE), line);
    }

    void answered(RequestHead head, Span span) {
        if (log.showsAll()) {
            log.passed(subject(head, ErrorCode.INTERNAL, span), "the request was answered");
        }
    }

    /** What somebody says who is not the gateway does not get into the log. */
    private static Subject subject(RequestHead head, ErrorCode code, Span span) {
        boolean stranger = code == ErrorCode.UNAUTHENTICATED;
        return new Subject(
                RequestLog.fit(head.headers().get(Headers.REQUEST_ID)),
                stranger ? "" : text(head, Headers.MODEL),
                stranger ? "" : text(head, Headers.VERSION),
                span.traceId());
    }

    private static String text(RequestHead head, String name) {
        @Nullable String value = head.headers().get(name);
        return value == null ? "" : value;
    }
}
