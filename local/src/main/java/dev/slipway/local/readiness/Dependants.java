package dev.slipway.local.readiness;

import dev.slipway.local.services.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Waits until those that lost a service have it again: they reconnect by themselves. */
public final class Dependants {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Whose readiness needs the service. */
    private static final Map<ServiceName, List<ServiceName>> NEED =
            Map.of(
                    ServiceName.POSTGRES,
                    List.of(ServiceName.REGISTRY, ServiceName.STORE),
                    ServiceName.OBJECT_STORE,
                    List.of(ServiceName.STORE));

    private final Readiness readiness;
    private final Predicate<ServiceName> running;
    private final Duration limit;

    /**
     * Makes one that waits no longer than the limit.
     *
     * @param running whether a service runs now; nobody waits for one that was stopped
     */
    public Dependants(Readiness readiness, Predicate<ServiceName> running, Duration limit) {
        this.readiness = readiness;
        this.running = running;
        this.limit = limit;
    }

    /** Those that are not ready when the limit is over; empty as soon as all are. */
    public List<ServiceName> awaitAfter(ServiceName started) throws InterruptedException {
        List<ServiceName> waiting = new ArrayList<>(NEED.getOrDefault(started, List.of()));
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (ServiceName name : List.copyOf(waiting)) {
                if (!running.test(name) || readiness.isReady(name)) {
                    waiting.remove(name);
                }
            }
            if (waiting.isEmpty() || System.nanoTime() - deadline >= 0) {
                return List.copyOf(waiting);
            }
            Thread.sleep(POLL);
        }
    }
}
