package dev.slipway.gateway.routing;

/** An attempt that remembers that it was told to move. */
public final class FakeWaiting implements Replica.Waiting {
    private final long startedNanos;
    public int hung;

    public FakeWaiting(long startedNanos) {
        this.startedNanos = startedNanos;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public void hung() {
        hung++;
    }
}
