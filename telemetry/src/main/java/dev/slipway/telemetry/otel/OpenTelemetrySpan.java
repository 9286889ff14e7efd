package dev.slipway.telemetry.otel;

import dev.slipway.telemetry.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A span that is made and sent by OpenTelemetry. */
final class OpenTelemetrySpan implements Span {
    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;

    OpenTelemetrySpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span call(String name) {
        return new OpenTelemetrySpan(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(Context.root().with(span))
                        .setSpanKind(SpanKind.CLIENT)
                        .startSpan());
    }

    @Override
    public void step(String name, long startNanos, long endNanos) {
        long now = System.nanoTime();
        Instant wall = Instant.now();
        tracer.spanBuilder(name)
                .setParent(Context.root().with(span))
                .setStartTimestamp(epochNanos(wall, startNanos - now), TimeUnit.NANOSECONDS)
                .startSpan()
                .end(epochNanos(wall, endNanos - now), TimeUnit.NANOSECONDS);
    }

    private static long epochNanos(Instant wall, long nanosLater) {
        return TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano() + nanosLater;
    }

    @Override
    public Span part(String name) {
        return new OpenTelemetrySpan(
                tracer, tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan());
    }

    @Override
    public void link(Span other) {
        if (other instanceof OpenTelemetrySpan linked) {
            span.addLink(linked.span.getSpanContext());
        }
    }

    @Override
    public void rename(String name) {
        span.updateName(name);
    }

    @Override
    public Span set(String key, String value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Span set(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public void fail(String reason) {
        span.setAttribute("error.type", reason);
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public String traceparent() {
        SpanContext context = span.getSpanContext();
        return "00-"
                + context.getTraceId()
                + "-"
                + context.getSpanId()
                + "-"
                + context.getTraceFlags().asHex();
    }

    @Override
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public void end() {
        span.end();
    }
}
