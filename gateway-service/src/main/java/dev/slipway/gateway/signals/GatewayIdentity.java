package dev.slipway.gateway.signals;

/**
 * How the registry and the autoscaler know this process.
 *
 * @param bootId new at each start
 * @param signalAddress host:port where its load is told
 */
public record GatewayIdentity(String bootId, String signalAddress) {}
