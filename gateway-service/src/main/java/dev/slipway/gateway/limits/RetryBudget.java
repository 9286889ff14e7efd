package dev.slipway.gateway.limits;

import java.util.function.LongSupplier;

/**
 * How many moves after an answer of the 5xx kind are allowed: a fifth of the traffic of the last
 * ten seconds, never below ten a second. Without it, a model that fails for everybody would double
 * its own load.
 */
public final class RetryBudget {
    private static final int SECONDS = 10;
    private static final int FLOOR_PER_SECOND = 10;
    private static final double SHARE = 0.2;
    private static final long NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final long start;
    private final long[] requests = new long[SECONDS];
    private final long[] moves = new long[SECONDS];
    private long second;

    public RetryBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    public synchronized void request() {
        advance();
        requests[(int) (second % SECONDS)]++;
    }

    public synchronized boolean take() {
        advance();
        long allRequests = 0;
        long allMoves = 0;
        for (int i = 0; i < SECONDS; i++) {
            allRequests += requests[i];
            allMoves += moves[i];
        }
        int current = (int) (second % SECONDS);
        if (moves[current] >= FLOOR_PER_SECOND && allMoves >= allRequests * SHARE) {
            return false;
        }
        moves[current]++;
        return true;
    }

    private void advance() {
        long now = (nanoTime.getAsLong() - start) / NANOS;
        if (now - second >= SECONDS) {
            second = now - SECONDS;
        }
        while (second < now) {
            second++;
            requests[(int) (second % SECONDS)] = 0;
            moves[(int) (second % SECONDS)] = 0;
        }
    }
}
