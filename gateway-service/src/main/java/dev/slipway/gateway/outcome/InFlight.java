package dev.slipway.gateway.outcome;

import java.util.concurrent.atomic.AtomicInteger;

/** Requests between their head and their last byte, counted by themselves. */
public final class InFlight {
    private final AtomicInteger count = new AtomicInteger();

    public void enter() {
        count.incrementAndGet();
    }

    public void leave() {
        count.decrementAndGet();
    }

    public int count() {
        return count.get();
    }
}
