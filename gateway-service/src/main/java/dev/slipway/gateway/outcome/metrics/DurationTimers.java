package dev.slipway.gateway.outcome.metrics;

import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.RequestDurations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One histogram, under the name and with the buckets of OpenTelemetry's conventions for generative
 * models. Models are those of routing documents, and no more of them than are worth a line.
 */
final class DurationTimers implements RequestDurations {
    private static final int MOST_MODELS = 1_000;
    private static final String OTHER = "_other";
    private static final Duration[] BUCKETS = buckets();

    private record Key(String operation, String model, String error) {}

    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, String> models = new ConcurrentHashMap<>();

    DurationTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    /** 10 ms, and twice as long each, up to 81.92 s. */
    private static Duration[] buckets() {
        Duration[] buckets = new Duration[14];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = Duration.ofMillis(10L << i);
        }
        return buckets;
    }

    @Override
    public void took(String operation, String model, Outcome outcome, long nanos) {
        String error = outcome instanceof Outcome.Completed ? "" : outcome.word();
        Key key = new Key(operation, bounded(model), error);
        Timer timer = timers.get(key);
        if (timer == null) {
            timer = timers.computeIfAbsent(key, this::timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private String bounded(String model) {
        if (models.containsKey(model)) {
            return model;
        }
        if (models.size() >= MOST_MODELS) {
            return OTHER;
        }
        models.put(model, model);
        return model;
    }

    private Timer timer(Key key) {
        return Timer.builder("gen_ai.server.request.duration")
                .description("Time from a request's head to its answer's last byte")
                .tag("gen_ai.operation.name", key.operation())
                .tag("gen_ai.provider.name", "slipway")
                .tag("gen_ai.request.model", key.model())
                .tag("error.type", key.error())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
