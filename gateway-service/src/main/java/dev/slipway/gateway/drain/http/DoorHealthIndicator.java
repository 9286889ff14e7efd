package dev.slipway.gateway.drain.http;

import dev.slipway.gateway.drain.DoorState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the door takes requests, as {@code /readyz} says; otherwise it is out of service. */
final class DoorHealthIndicator implements HealthIndicator {
    private final DoorState state;

    DoorHealthIndicator(DoorState state) {
        this.state = state;
    }

    @Override
    public Health health() {
        return state.isReady() ? Health.up().build() : Health.outOfService().build();
    }
}
