package dev.slipway.inference.assignment.http;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.assignment.ReplicaLife;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while the replica is ready, as {@code /readyz} says; otherwise it is out of service. */
@Component
final class ReplicaHealthIndicator implements HealthIndicator {
    private final ReplicaLife life;

    ReplicaHealthIndicator(ReplicaLife life) {
        this.life = life;
    }

    @Override
    public Health health() {
        return life.state() == ReplicaState.READY
                ? Health.up().build()
                : Health.outOfService().build();
    }
}
