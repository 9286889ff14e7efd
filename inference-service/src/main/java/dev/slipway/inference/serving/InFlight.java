package dev.slipway.inference.serving;

import java.util.HashSet;
import java.util.Set;

/** The requests that were admitted and whose answer is not wholly written. */
public final class InFlight {
    private final Set<Exchange> exchanges = new HashSet<>();

    synchronized void add(Exchange exchange) {
        exchanges.add(exchange);
    }

    synchronized void remove(Exchange exchange) {
        exchanges.remove(exchange);
        notifyAll();
    }

    public synchronized int count() {
        return exchanges.size();
    }

    /** Waits until there is none or the longest deadline is over; says whether there is none. */
    public synchronized boolean awaitNone() throws InterruptedException {
        while (!exchanges.isEmpty()) {
            long longest = 0;
            for (Exchange exchange : exchanges) {
                longest = Math.max(longest, exchange.deadline().nanosLeft());
            }
            if (longest <= 0) {
                return false;
            }
            wait(Math.min(100, longest / 1_000_000 + 1));
        }
        return true;
    }
}
