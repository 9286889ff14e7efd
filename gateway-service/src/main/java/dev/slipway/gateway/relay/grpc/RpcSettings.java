package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.GatewaySettings;

/**
 * Where gRPC listens.
 *
 * @param port 0 = any
 */
record RpcSettings(String bind, int port) {
    private static final int GATEWAY_PORT = 8080;

    RpcSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("SLIPWAY_GRPC_PORT must be between 0 and 65535");
        }
    }

    /** The port after the gateway's own, unless one is named; any where that is any. */
    static RpcSettings read(GatewaySettings.Environment environment) {
        String bind = environment.get("SLIPWAY_BIND");
        String named = environment.get("SLIPWAY_GRPC_PORT");
        String gateway = environment.get("SLIPWAY_PORT");
        int beside = gateway == null ? GATEWAY_PORT : Integer.parseInt(gateway);
        int port = beside == 0 ? 0 : beside + 1;
        return new RpcSettings(
                bind == null ? "127.0.0.1" : bind, named == null ? port : Integer.parseInt(named));
    }
}
