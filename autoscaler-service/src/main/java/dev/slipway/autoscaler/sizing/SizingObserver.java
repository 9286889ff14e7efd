package dev.slipway.autoscaler.sizing;

import java.util.UUID;

/** Hears what sizing does; must not block. */
public interface SizingObserver {
    void adopted(String pool, UUID instance);

    void started(String pool, UUID instance);

    void startFailed(String pool, Exception reason);

    /** Something went wrong that should not be able to. */
    void faulted(Exception reason);

    /** It ended, whoever wanted it. */
    void died(String pool, UUID instance, boolean everReady);

    void silent(String pool, UUID instance);

    /** It was not ready in time and is replaced. */
    void neverCameUp(String pool, UUID instance);

    void drained(String pool, UUID instance);

    void killed(String pool, UUID instance);

    /** How large a pool is now: wanted, counted towards that, and serving everything. */
    void sized(String pool, int wanted, int counted, int serving);
}
