package dev.slipway.gateway.routing.resilience;

import dev.slipway.gateway.routing.Breaker;
import dev.slipway.gateway.routing.Breakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One circuit breaker a replica. It is never forced open: a failure that would open it meanwhile
 * takes over the forced state's window, which has room for no call and fails to count the next one.
 */
final class ResilienceBreakers implements Breakers {
    private static final int WINDOW = 20;
    private static final int MINIMUM_CALLS = 10;
    private static final float FAILURE_PERCENT = 50;
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final int TRIALS = 3;

    private final CircuitBreakerConfig config =
            CircuitBreakerConfig.custom()
                    .slidingWindow(
                            WINDOW,
                            MINIMUM_CALLS,
                            CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                            CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                    .failureRateThreshold(FAILURE_PERCENT)
                    .waitDurationInOpenState(OPEN)
                    .permittedNumberOfCallsInHalfOpenState(TRIALS)
                    .maxWaitDurationInHalfOpenState(OPEN)
                    .automaticTransitionFromOpenToHalfOpenEnabled(true)
                    .writableStackTraceEnabled(false)
                    .build();

    @Override
    public Breaker of(UUID instance) {
        return new ReplicaBreaker(CircuitBreaker.of(instance.toString(), config));
    }

    private record ReplicaBreaker(CircuitBreaker breaker) implements Breaker {
        @Override
        public boolean isOpen() {
            return breaker.getState() == CircuitBreaker.State.OPEN;
        }

        @Override
        public void succeeded(long nanos) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void failed(long nanos) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new AttemptFailedException());
        }

        @Override
        public void reset() {
            breaker.reset();
        }
    }

    /** Stands for any failed attempt; the breaker only counts it. */
    private static final class AttemptFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        AttemptFailedException() {
            super("an attempt failed", null, false, false);
        }
    }
}
