package dev.slipway.registry.gateway;

/**
 * When a gateway stops to count.
 *
 * @param silentAfter missed sweeps after which nothing waits for it
 * @param forgetAfter missed sweeps after which its row goes
 */
public record GatewaySettings(int silentAfter, int forgetAfter) {
    public GatewaySettings {
        if (silentAfter < 1 || forgetAfter < silentAfter) {
            throw new IllegalArgumentException(
                    "slipway.gateway needs 1 <= silent-after <= forget-after");
        }
    }
}
