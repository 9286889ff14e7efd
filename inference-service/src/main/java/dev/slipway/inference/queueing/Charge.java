package dev.slipway.inference.queueing;

/** What a tenant was charged for one work that was taken: its cost, later its measured time. */
final class Charge<W> {
    private final TenantLine<W> line;
    private long nanos;

    Charge(TenantLine<W> line, long nanos) {
        this.line = line;
        this.nanos = nanos;
    }

    TenantLine<W> line() {
        return line;
    }

    long nanos() {
        return nanos;
    }

    void becomes(long newNanos) {
        nanos = newNanos;
    }
}
