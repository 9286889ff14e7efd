package dev.slipway.gateway.outcome.metrics;

import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeLedger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Two counters that nothing else shares: accepted, and outcomes. */
final class RequestCounters {
    private RequestCounters() {}

    public static AcceptedRequests accepted(MeterRegistry registry) {
        Counter counter =
                Counter.builder("slipway.gateway.requests.accepted")
                        .description("Requests whose head was read")
                        .register(registry);
        return counter::increment;
    }

    public static OutcomeLedger outcomes(MeterRegistry registry) {
        return new Outcomes(registry);
    }

    private static final class Outcomes implements OutcomeLedger {
        /** Series that are kept apart; a version that comes after them is one of the others. */
        private static final int MOST_SERIES = 10_000;

        private static final String OTHER = "_other";

        private record Key(String word, String reason, String model, String version) {}

        private final MeterRegistry registry;
        private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

        Outcomes(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        public void ended(Outcome outcome, String model, String version) {
            Key key = new Key(outcome.word(), outcome.reason(), model, version);
            Counter counter = counters.get(key);
            if (counter == null) {
                Key kept =
                        counters.size() < MOST_SERIES
                                ? key
                                : new Key(key.word(), key.reason(), OTHER, "");
                counter = counters.computeIfAbsent(kept, this::counter);
            }
            counter.increment();
        }

        private Counter counter(Key key) {
            return Counter.builder("slipway.gateway.requests.outcome")
                    .description("Requests by what came of them")
                    .tag("outcome", key.word())
                    .tag("reason", key.reason())
                    .tag("model", key.model())
                    .tag("version", key.version())
                    .register(registry);
        }
    }
}
