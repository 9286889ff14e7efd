package dev.slipway.local.readiness;

import dev.slipway.local.services.ServiceName;

/** Asks a running service whether all that it needs answers. */
@FunctionalInterface
public interface Readiness {
    /** Answers within a few seconds; false also when the service cannot be asked. */
    boolean isReady(ServiceName name) throws InterruptedException;
}
