package dev.slipway.registry.gateway;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.registry.document.DocumentKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gateways by boot id, each with a lease and the numbers that it has applied. A gateway that missed
 * too many sweeps is silent: nothing waits for it.
 */
public interface GatewayLeases {
    /** No more are listed. */
    int MOST_LISTED = 1_000;

    /** A watch: sets the lease to no missed sweep and records what the gateway has applied. */
    void renew(String bootId, DocumentKind kind, DocumentNumber applied);

    /** Where the load of a gateway that has a lease is heard; null when it does not say. */
    void heardAt(String bootId, @Nullable String signalAddress);

    /** Gateways that are not silent, at most {@link #MOST_LISTED}. */
    List<GatewayStatus> living();

    /** The gateway's lease ends; nothing waits for it any more. Unknown ones are no error. */
    void end(String bootId);

    /** Whether every gateway that is not silent applied this routing document or a newer one. */
    boolean allApplied(DocumentNumber routing);

    /** One sweep: every lease ages by one; what is silent for very long is forgotten. */
    void age();
}
