package dev.slipway.gateway.routing;

/**
 * The ejection of one replica by what came of its attempts. All methods are cheap and may be called
 * from any thread.
 */
public interface Breaker {
    /** Whether attempts should go elsewhere. */
    boolean isOpen();

    /** An attempt was answered. */
    void succeeded(long nanos);

    /** An attempt died, or was answered by an error of the replica. */
    void failed(long nanos);

    /** Closed, and what was counted is forgotten. */
    void reset();
}
