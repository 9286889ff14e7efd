package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.GatewaySettings;

/**
 * Where gRPC listens.
 *
 * @param port 0 = any
 */
record RpcSettings(String bind, int port) {
    private static final int GATEWAY_PORT = 8080;

    /** The port after the gateway's own, unless one is named; any where that is any. */
    static RpcSettings read(GatewaySettings.Environment environment) {
        String bind = environment.get("SLIPWAY_BIND");
        int beside = GatewaySettings.port(environment, "SLIPWAY_PORT", GATEWAY_PORT);
        return new RpcSettings(
                bind == null ? "127.0.0.1" : bind,
                GatewaySettings.port(
                        environment, "SLIPWAY_GRPC_PORT", beside == 0 ? 0 : beside + 1));
    }
}
