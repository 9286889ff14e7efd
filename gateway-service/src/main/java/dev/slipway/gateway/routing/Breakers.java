package dev.slipway.gateway.routing;

import java.util.UUID;

/** Makes the breaker of a replica that is seen for the first time. */
public interface Breakers {
    Breaker of(UUID instance);
}
