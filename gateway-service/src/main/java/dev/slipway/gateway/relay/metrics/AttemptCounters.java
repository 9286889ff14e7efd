package dev.slipway.gateway.relay.metrics;

import dev.slipway.gateway.relay.AttemptEnd;
import dev.slipway.gateway.relay.RelayCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One counter for each way in which an attempt can end. */
final class AttemptCounters implements RelayCounts {
    private final MeterRegistry registry;
    private final Map<String, Counter> byEnd = new ConcurrentHashMap<>();

    AttemptCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void attemptEnded(AttemptEnd end) {
        byEnd.computeIfAbsent(end.word(), this::counter).increment();
    }

    private Counter counter(String word) {
        return Counter.builder("slipway.gateway.attempts")
                .description("Attempts at replicas by their end")
                .tag("end", word)
                .register(registry);
    }
}
