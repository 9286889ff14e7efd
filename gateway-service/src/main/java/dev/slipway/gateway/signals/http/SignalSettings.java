package dev.slipway.gateway.signals.http;

import dev.slipway.gateway.GatewaySettings;
import org.jspecify.annotations.Nullable;

/**
 * Where the load is told.
 *
 * @param bind the address that the port is bound to
 * @param port {@code SLIPWAY_INTERNAL_PORT}; 0 for any
 * @param address {@code SLIPWAY_SIGNAL_ADDRESS}, host:port as the autoscaler reaches it; null for
 *     what was bound
 */
record SignalSettings(String bind, int port, @Nullable String address) {

    static SignalSettings read(GatewaySettings.Environment environment) {
        return new SignalSettings(
                value(environment, "SLIPWAY_BIND", "127.0.0.1"),
                GatewaySettings.port(environment, "SLIPWAY_INTERNAL_PORT", 0),
                environment.get("SLIPWAY_SIGNAL_ADDRESS"));
    }

    private static String value(
            GatewaySettings.Environment environment, String name, String otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
