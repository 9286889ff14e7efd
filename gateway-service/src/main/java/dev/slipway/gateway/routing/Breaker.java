package dev.slipway.gateway.routing;

/** The ejection of one replica. All methods are cheap and may be called from any thread. */
public interface Breaker {
    /** Whether attempts should go elsewhere. */
    boolean isOpen();

    /** An attempt was answered. */
    void succeeded(long nanos);

    /** An attempt died, or was answered by an error of the replica. */
    void failed(long nanos);

    /** A probe found nobody: open until {@link #reachable()}. */
    void unreachable();

    /** A probe found somebody: closed. */
    void reachable();
}
