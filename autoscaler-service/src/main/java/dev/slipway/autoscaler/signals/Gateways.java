package dev.slipway.autoscaler.signals;

import dev.slipway.contract.signal.GatewayStatus;
import java.util.List;
import java.util.Optional;

/** Who the gateways are. */
@FunctionalInterface
public interface Gateways {
    /** All that are not silent; empty when nobody answers, within a few seconds. */
    Optional<List<GatewayStatus>> living();
}
