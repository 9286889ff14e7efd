package dev.slipway.gateway;

import dev.slipway.gateway.limits.DoorLimits;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the environment decides; everything else has its default in {@link DoorLimits}.
 *
 * @param registryUrl the registry's internal port
 * @param registryAdminUrl the registry's main port
 * @param storeAdminUrl the store's main port
 * @param autoscalerAdminUrl where the autoscaler answers admin calls; null where nobody does
 * @param keyHashSecret hexadecimal, shared with the registry
 * @param enrolmentSecret with which gateways get their service tokens
 * @param verifyKey of service tokens: X.509 in base64; several with commas
 * @param stateDirectory where the last documents and tokens are kept
 */
public record GatewaySettings(
        String registryUrl,
        String registryAdminUrl,
        String storeAdminUrl,
        @Nullable String autoscalerAdminUrl,
        String keyHashSecret,
        String enrolmentSecret,
        String verifyKey,
        Path stateDirectory,
        DoorLimits limits) {

    /**
     * Reads the settings by the names of the environment.
     *
     * @throws IllegalArgumentException when one is missing or malformed
     */
    public static GatewaySettings read(Environment environment) {
        UnaryOperator<String> needed =
                name -> {
                    String value = environment.get(name);
                    if (value == null || value.isBlank()) {
                        throw new IllegalArgumentException(name + " is not set");
                    }
                    return value;
                };
        DoorLimits limits = DoorLimits.DEFAULT;
        String maxBody = environment.get("SLIPWAY_MAX_BODY_BYTES");
        if (maxBody != null) {
            limits = limits.withMaxBody(Long.parseLong(maxBody));
        }
        String holdCount = environment.get("SLIPWAY_HOLD_COUNT");
        if (holdCount != null) {
            limits = limits.withHold(Integer.parseInt(holdCount), limits.holdBytes());
        }
        return new GatewaySettings(
                needed.apply("SLIPWAY_REGISTRY_URL"),
                needed.apply("SLIPWAY_REGISTRY_ADMIN_URL"),
                needed.apply("SLIPWAY_STORE_ADMIN_URL"),
                environment.get("SLIPWAY_AUTOSCALER_ADMIN_URL"),
                needed.apply("SLIPWAY_KEY_HASH_SECRET"),
                needed.apply("SLIPWAY_ENROLMENT_SECRET"),
                needed.apply("SLIPWAY_VERIFY_KEY"),
                Path.of(needed.apply("SLIPWAY_STATE_DIR")),
                limits);
    }

    /** Values by name; null where a name is not set. */
    public interface Environment {
        @Nullable String get(String name);
    }

    @Override
    public String toString() {
        return "GatewaySettings[registry=" + Objects.requireNonNull(registryUrl) + "]";
    }
}
