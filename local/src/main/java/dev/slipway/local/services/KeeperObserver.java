package dev.slipway.local.services;

import dev.slipway.supervision.ProcessIdentity;
import java.time.Duration;

/** Hears what becomes of a kept service; must not block for long. */
public interface KeeperObserver {
    default void started(String name, ProcessIdentity process) {}

    default void serving(String name) {}

    /** It ended although it was wanted; {@code served} tells whether any of its life served. */
    default void died(String name, int status, boolean served, Duration retryIn) {}

    /** It could not even be started. */
    default void notStarted(String name, Exception reason, Duration retryIn) {}
}
