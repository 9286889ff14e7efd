package dev.slipway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * One piece of a request's work, from its start to its end. Where nobody collects traces it is
 * {@link #NONE}, and every call of it costs nothing. What is set after the end is forgotten.
 */
public interface Span {
    /** Of a request that is not traced. */
    Span NONE = new NoSpan();

    /** Whether anybody will see it; what only a span needs is worth making only then. */
    boolean isOn();

    /** A call of another process, as a part of this. */
    Span call(String name);

    /** A part of this that is over; both times are of {@link System#nanoTime()}. */
    void step(String name, long startNanos, long endNanos);

    /** A part of this that begins now, and is to be ended. */
    Span part(String name);

    /** It has to do with another one, which may be of another trace. */
    void link(Span other);

    /** Names it once it is known what was asked; the name has a bounded number of values. */
    void rename(String name);

    Span set(String key, String value);

    Span set(String key, long value);

    /** It went wrong; the reason has a bounded number of values. */
    void fail(String reason);

    /** What the next process is told, in W3C's form; null when this is not traced. */
    @Nullable String traceparent();

    /** 32 hexadecimal digits; empty when this is not traced. */
    String traceId();

    /** Ends it; a second time does nothing. */
    void end();
}
