package dev.slipway.autoscaler.sizing.load.http;

import dev.slipway.autoscaler.sizing.load.ScaledPool;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up once the registry said what pools there are; what it said last holds while it is away. */
@Component("pools")
final class PoolsHealthIndicator implements HealthIndicator {
    private final ScaledPool.Latest latest;

    PoolsHealthIndicator(ScaledPool.Latest latest) {
        this.latest = latest;
    }

    @Override
    public Health health() {
        return latest.pools().isEmpty() ? Health.down().build() : Health.up().build();
    }
}
