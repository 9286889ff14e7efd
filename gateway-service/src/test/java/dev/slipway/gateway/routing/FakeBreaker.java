package dev.slipway.gateway.routing;

/** A breaker that a test opens and closes. */
public final class FakeBreaker implements Breaker {
    public boolean open;

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void succeeded(long nanos) {}

    @Override
    public void failed(long nanos) {}

    @Override
    public void reset() {
        open = false;
    }
}
