package dev.slipway.e2e.load;

/**
 * One request of a load; times are {@link System#nanoTime()}.
 *
 * @param dueAt when the open loop wanted it sent; latency counts from here
 * @param sentAt when its first byte was written, on a connection that was free
 */
public record Sample(long number, long dueAt, long sentAt, long doneAt, Verdict verdict) {
    double latencyMs() {
        return (doneAt - dueAt) / 1e6;
    }

    double serviceMs() {
        return (doneAt - sentAt) / 1e6;
    }
}
