package dev.slipway.registry.deployment;

import java.time.Duration;

/**
 * What a deployment is that nobody described.
 *
 * @param defaultTimeout deadline of a request that names none
 * @param defaultPool name of its pool
 */
public record DeploymentSettings(Duration defaultTimeout, String defaultPool) {
    public DeploymentSettings {
        if (defaultTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "slipway.deployment.default-timeout must be at least 1 ms");
        }
        if (defaultPool.isBlank()) {
            throw new IllegalArgumentException("slipway.deployment.default-pool must be a name");
        }
    }
}
