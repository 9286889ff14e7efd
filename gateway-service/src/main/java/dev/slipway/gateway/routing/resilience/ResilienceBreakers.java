package dev.slipway.gateway.routing.resilience;

import dev.slipway.gateway.routing.Breaker;
import dev.slipway.gateway.routing.Breakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One circuit breaker a replica. */
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
        return new ReplicaBreaker(breaker(instance));
    }

    CircuitBreaker breaker(UUID instance) {
        return CircuitBreaker.of(instance.toString(), config);
    }

    /**
     * Counts into a breaker. A failure that opens it while a probe forces it open leaves it open
     * with the forced state's window of no calls, which divides by its size when it counts one; it
     * gets a new window 2 s later. Until then nothing is counted, and no request is lost for it.
     */
    record ReplicaBreaker(CircuitBreaker breaker) implements Breaker {
        @Override
        public boolean isOpen() {
            CircuitBreaker.State state = breaker.getState();
            return state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN;
        }

        @Override
        public void succeeded(long nanos) {
            try {
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            } catch (ArithmeticException noWindow) {
                // said above
            }
        }

        @Override
        public void failed(long nanos) {
            try {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, new AttemptFailedException());
            } catch (ArithmeticException noWindow) {
                // said above
            }
        }

        @Override
        public void unreachable() {
            breaker.transitionToForcedOpenState();
        }

        @Override
        public void reachable() {
            breaker.transitionToClosedState();
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
