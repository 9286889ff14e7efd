package dev.slipway.gateway;

import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.supervision.environment.SettingException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the environment decides; everything else has its default in {@link DoorLimits}.
 *
 * @param registryUrl the registry's internal port
 * @param registryAdminUrl the registry's main port
 * @param storeAdminUrl the store's main port
 * @param keyHashSecret hexadecimal, shared with the registry
 * @param serviceSecret hexadecimal, shared with all services
 * @param stateDirectory where the last documents are kept
 */
public record GatewaySettings(
        String registryUrl,
        String registryAdminUrl,
        String storeAdminUrl,
        String keyHashSecret,
        String serviceSecret,
        Path stateDirectory,
        DoorLimits limits) {

    /**
     * Reads the settings by the names of the environment.
     *
     * @throws SettingException when one is missing or malformed
     */
    public static GatewaySettings read(Environment environment) {
        Set<String> missing = new TreeSet<>();
        UnaryOperator<String> needed =
                name -> {
                    String value = environment.get(name);
                    if (value == null || value.isBlank()) {
                        missing.add(name);
                        return "";
                    }
                    return value;
                };
        GatewaySettings settings =
                new GatewaySettings(
                        needed.apply("SLIPWAY_REGISTRY_URL"),
                        needed.apply("SLIPWAY_REGISTRY_ADMIN_URL"),
                        needed.apply("SLIPWAY_STORE_ADMIN_URL"),
                        needed.apply("SLIPWAY_KEY_HASH_SECRET"),
                        needed.apply("SLIPWAY_SERVICE_SECRET"),
                        Path.of(needed.apply("SLIPWAY_STATE_DIR")),
                        limits(environment));
        if (!missing.isEmpty()) {
            throw SettingException.missing(missing);
        }
        return settings;
    }

    private static DoorLimits limits(Environment environment) {
        DoorLimits limits = DoorLimits.DEFAULT;
        String maxBody = environment.get("SLIPWAY_MAX_BODY_BYTES");
        if (maxBody != null) {
            limits = limits.withMaxBody(number("SLIPWAY_MAX_BODY_BYTES", maxBody, Long.MAX_VALUE));
        }
        String holdCount = environment.get("SLIPWAY_HOLD_COUNT");
        if (holdCount != null) {
            int count = (int) number("SLIPWAY_HOLD_COUNT", holdCount, Integer.MAX_VALUE);
            limits = limits.withHold(count, limits.holdBytes());
        }
        return limits;
    }

    private static long number(String name, String value, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // The value is not repeated: it may be a secret that came to the wrong place.
        }
        throw new SettingException(name + " must be a whole number from 0 to " + most);
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
