package dev.slipway.store.registration.http;

import java.net.URI;
import java.time.Duration;

/**
 * How the registry is reached.
 *
 * @param url of its internal port
 */
public record RegistrySettings(URI url, Duration connectTimeout, Duration readTimeout) {
    public RegistrySettings {
        if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "slipway.registry timeouts must be longer than zero");
        }
    }
}
