package dev.slipway.store.bytes.s3;

import dev.slipway.store.bytes.ObjectStore;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the bucket answers. */
final class BucketHealthIndicator implements HealthIndicator {
    private final ObjectStore objects;

    BucketHealthIndicator(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public Health health() {
        return objects.isReachable() ? Health.up().build() : Health.down().build();
    }
}
