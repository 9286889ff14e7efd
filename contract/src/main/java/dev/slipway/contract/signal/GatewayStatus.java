package dev.slipway.contract.signal;

import org.jspecify.annotations.Nullable;

/**
 * A gateway that is not silent.
 *
 * @param bootId as it names itself in its watches
 * @param signalAddress host:port where it tells its load; null when it does not say
 */
public record GatewayStatus(String bootId, @Nullable String signalAddress) {}
