package dev.slipway.telemetry;

import org.jspecify.annotations.Nullable;

/** Nobody watches. */
final class NoSpan implements Span {
    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public Span call(String name) {
        return this;
    }

    @Override
    public void step(String name, long startNanos, long endNanos) {}

    @Override
    public Span part(String name) {
        return this;
    }

    @Override
    public void link(Span other) {}

    @Override
    public void rename(String name) {}

    @Override
    public Span set(String key, String value) {
        return this;
    }

    @Override
    public Span set(String key, long value) {
        return this;
    }

    @Override
    public void fail(String reason) {}

    @Override
    public @Nullable String traceparent() {
        return null;
    }

    @Override
    public String traceId() {
        return "";
    }

    @Override
    public void end() {}
}
