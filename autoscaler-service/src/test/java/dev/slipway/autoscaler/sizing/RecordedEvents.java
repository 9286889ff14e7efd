package dev.slipway.autoscaler.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what sizing told. */
final class RecordedEvents implements SizingObserver {
    final List<String> events = new ArrayList<>();
    final AtomicInteger faults = new AtomicInteger();
    String size = "";

    long count(String event) {
        return events.stream().filter(event::equals).count();
    }

    @Override
    public void adopted(String pool, UUID instance) {
        events.add("adopted");
    }

    @Override
    public void started(String pool, UUID instance) {
        events.add("started");
    }

    @Override
    public void startFailed(String pool, Exception reason) {
        events.add("start failed");
    }

    @Override
    public void faulted(Exception reason) {
        faults.incrementAndGet();
    }

    @Override
    public void died(String pool, UUID instance, boolean everReady) {
        events.add(everReady ? "died" : "died unready");
    }

    @Override
    public void silent(String pool, UUID instance) {
        events.add("silent");
    }

    @Override
    public void neverCameUp(String pool, UUID instance) {
        events.add("never came up");
    }

    @Override
    public void drained(String pool, UUID instance) {
        events.add("drained");
    }

    @Override
    public void killed(String pool, UUID instance) {
        events.add("killed");
    }

    @Override
    public void sized(String pool, int wanted, int counted, int serving) {
        size = wanted + "/" + counted + "/" + serving;
    }
}
