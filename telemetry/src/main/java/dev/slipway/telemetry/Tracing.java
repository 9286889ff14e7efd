package dev.slipway.telemetry;

import org.jspecify.annotations.Nullable;

/** Where spans come from. */
public interface Tracing extends AutoCloseable {
    /** Nobody collects traces. */
    Tracing OFF = new NoTracing();

    boolean isOn();

    /**
     * The work for a request that came in.
     *
     * @param name with a bounded number of values
     * @param traceparent what the caller sent, in W3C's form; a fresh trace begins without one
     */
    Span serve(String name, @Nullable String traceparent);

    /** Sends what is still here, for a moment at most. */
    @Override
    void close();
}
