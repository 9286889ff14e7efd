package dev.slipway.inference.serving;

import dev.slipway.inference.model.VersionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The requests that were admitted and whose answer is not wholly written. */
public final class InFlight {
    /** What a request whose deadline has come still gets, so that its answer is written. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private static final long POLL_MS = 50;

    private final Map<Exchange, VersionId> exchanges = new HashMap<>();
    private final IdentityHashMap<CompletableFuture<Outcome>, Boolean> loads =
            new IdentityHashMap<>();
    private boolean goes;

    /** A load by name is waited for; false where this replica goes and takes none any more. */
    synchronized boolean addLoad(CompletableFuture<Outcome> load) {
        return !goes && loads.put(load, true) == null;
    }

    synchronized void removeLoad(CompletableFuture<Outcome> load) {
        loads.remove(load);
    }

    /** Tells all who wait for a load by name that this replica goes. */
    public void refuseLoads() {
        List<CompletableFuture<Outcome>> all;
        synchronized (this) {
            goes = true;
            all = new ArrayList<>(loads.keySet());
        }
        all.forEach(load -> load.complete(new Outcome.Refused(Door.DRAINING)));
    }

    /** Of this version, which need not be in memory yet. */
    synchronized void add(Exchange exchange, VersionId version) {
        exchanges.put(exchange, version);
    }

    synchronized void remove(Exchange exchange) {
        exchanges.remove(exchange);
        notifyAll();
    }

    public synchronized int count() {
        return exchanges.size();
    }

    /** How many there are beside this one, whose answer is being written. */
    synchronized int countBeside(Exchange exchange) {
        return exchanges.size() - (exchanges.containsKey(exchange) ? 1 : 0);
    }

    /** How many of each version are here whole and wait for their first run; none where none do. */
    public Map<VersionId, Integer> pending() {
        Map<Exchange, VersionId> all;
        synchronized (this) {
            all = Map.copyOf(exchanges);
        }
        Map<VersionId, Integer> pending = new HashMap<>();
        all.forEach((exchange, version) -> {
            if (exchange.isPending()) {
                pending.merge(version, 1, Integer::sum);
            }
        });
        return pending;
    }

    /** Waits until there is none or the longest deadline is over; says whether there is none. */
    public synchronized boolean awaitNone() throws InterruptedException {
        while (!exchanges.isEmpty()) {
            long longest = Long.MIN_VALUE;
            for (Exchange exchange : exchanges.keySet()) {
                longest = Math.max(longest, exchange.deadline().nanosLeft());
            }
            if (longest <= -GRACE_NANOS) {
                return false;
            }
            wait(POLL_MS);
        }
        return true;
    }
}
