package dev.slipway.telemetry.otel;

import dev.slipway.telemetry.Span;
import dev.slipway.telemetry.Tracing;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Spans of OpenTelemetry's own kit; which of them are kept is its sampler's business. */
final class OpenTelemetryTracing implements Tracing {
    private static final long LAST_SECONDS = 2;
    private static final String TRACEPARENT = "traceparent";

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    OpenTelemetryTracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("dev.slipway");
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span serve(String name, @Nullable String traceparent) {
        Context parent =
                traceparent == null
                        ? Context.root()
                        : W3CTraceContextPropagator.getInstance()
                                .extract(Context.root(), traceparent, Received.GETTER);
        SpanBuilder builder =
                tracer.spanBuilder(name).setParent(parent).setSpanKind(SpanKind.SERVER);
        return new OpenTelemetrySpan(tracer, builder.startSpan());
    }

    @Override
    public void close() {
        var _ = sdk.getSdkTracerProvider().shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
    }

    /** The one header as a carrier. */
    private enum Received implements TextMapGetter<String> {
        GETTER;

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return TRACEPARENT.equals(key) ? traceparent : null;
        }
    }
}
