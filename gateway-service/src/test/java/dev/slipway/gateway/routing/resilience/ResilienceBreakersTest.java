package dev.slipway.gateway.routing.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.gateway.routing.Breaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResilienceBreakersTest {
    @Test
    void aFailureThatRacesWithAProbeCostsNoRequest() {
        CircuitBreaker raced = new ResilienceBreakers().breaker(UUID.randomUUID());
        raced.transitionToForcedOpenState();
        raced.transitionToOpenState();
        assertThatThrownBy(
                        () -> raced.onError(1, TimeUnit.NANOSECONDS, new IllegalStateException()))
                .as("why it is caught; without this the catch can go")
                .isInstanceOf(ArithmeticException.class);

        Breaker breaker = new ResilienceBreakers.ReplicaBreaker(raced);
        breaker.failed(1);
        breaker.succeeded(1);

        assertThat(breaker.isOpen()).isTrue();
    }
}
