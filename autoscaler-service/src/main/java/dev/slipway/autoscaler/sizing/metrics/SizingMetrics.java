package dev.slipway.autoscaler.sizing.metrics;

import dev.slipway.autoscaler.sizing.SizingObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gauges of the sizes, counters of what was done, and one log line for each. */
final class SizingMetrics implements SizingObserver {
    private static final Logger LOG = LoggerFactory.getLogger("slipway.sizing");

    /** Keys beside the kinds of the older gauge, whose names others may publish too. */
    private static final String WANTED = "pool wanted";

    private static final String RUNNING = "pool running";

    /** Each is counted from 0, so that a rate sees the first one. */
    private static final List<String> EVENTS =
            List.of(
                    "adopted",
                    "started",
                    "start_failed",
                    "died",
                    "silent",
                    "never_came_up",
                    "drained",
                    "killed");

    private final MeterRegistry meters;
    private final Map<String, AtomicInteger> sizes = new ConcurrentHashMap<>();
    private final Set<String> pools = ConcurrentHashMap.newKeySet();

    SizingMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void adopted(String pool, UUID instance) {
        count(pool, "adopted");
        LOG.info("pool {}: replica {} adopted", pool, instance);
    }

    @Override
    public void started(String pool, UUID instance) {
        count(pool, "started");
        LOG.info("pool {}: replica {} started", pool, instance);
    }

    @Override
    public void startFailed(String pool, Exception reason) {
        count(pool, "start_failed");
        LOG.warn("pool {}: a replica could not be started", pool, reason);
    }

    @Override
    public void faulted(Exception reason) {
        meters.counter("slipway.autoscaler.faults").increment();
        LOG.error("sizing failed and is tried again", reason);
    }

    @Override
    public void died(String pool, UUID instance, boolean everReady) {
        count(pool, "died");
        LOG.info("pool {}: replica {} ended (ever ready: {})", pool, instance, everReady);
    }

    @Override
    public void silent(String pool, UUID instance) {
        count(pool, "silent");
        LOG.warn("pool {}: replica {} does not answer and is replaced", pool, instance);
    }

    @Override
    public void neverCameUp(String pool, UUID instance) {
        count(pool, "never_came_up");
        LOG.warn("pool {}: replica {} was not ready in time and is replaced", pool, instance);
    }

    @Override
    public void drained(String pool, UUID instance) {
        count(pool, "drained");
        LOG.info("pool {}: replica {} is surplus and drains", pool, instance);
    }

    @Override
    public void killed(String pool, UUID instance) {
        count(pool, "killed");
        LOG.warn("pool {}: replica {} killed", pool, instance);
    }

    @Override
    public void sized(String pool, int wanted, int counted, int serving) {
        if (pools.add(pool)) {
            EVENTS.forEach(event -> counter(pool, event));
        }
        set(pool, WANTED, "slipway.pool.wanted.replicas", Tags.of("pool", pool), wanted);
        set(pool, RUNNING, "slipway.pool.replicas", Tags.of("pool", pool), counted);
        set(pool, "wanted", wanted);
        set(pool, "counted", counted);
        set(pool, "serving", serving);
    }

    private void count(String pool, String event) {
        counter(pool, event).increment();
    }

    private Counter counter(String pool, String event) {
        return meters.counter("slipway.autoscaler.replica.events", "pool", pool, "event", event);
    }

    private void set(String pool, String kind, int value) {
        set(
                pool,
                kind,
                "slipway.autoscaler.pool.replicas",
                Tags.of("pool", pool, "kind", kind),
                value);
    }

    private void set(String pool, String key, String name, Tags tags, int value) {
        sizes.computeIfAbsent(pool + "/" + key, _ -> gauge(name, tags)).set(value);
    }

    private AtomicInteger gauge(String name, Tags tags) {
        AtomicInteger value = new AtomicInteger();
        Gauge _ = Gauge.builder(name, value, AtomicInteger::get).tags(tags).register(meters);
        return value;
    }
}
