package dev.slipway.gateway;

import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.quarantine.Quarantine;
import dev.slipway.supervision.environment.SettingException;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param autoscalerAdminUrl where the autoscaler answers admin calls; null where nobody does
 * @param keyHashSecret hexadecimal, shared with the registry
 * @param enrolmentSecret with which gateways get their service tokens
 * @param verifyKey of service tokens: X.509 in base64; several with commas
 * @param stateDirectory where the last documents and tokens are kept
 * @param quarantine how long a body is refused that replicas died on; zero for not at all
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
        DoorLimits limits,
        Duration quarantine) {
    private static final int MOST_PORT = 65_535;
    private static final int MOST_QUARANTINE_SECONDS = 86_400;

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
                        environment.get("SLIPWAY_AUTOSCALER_ADMIN_URL"),
                        needed.apply("SLIPWAY_KEY_HASH_SECRET"),
                        needed.apply("SLIPWAY_ENROLMENT_SECRET"),
                        needed.apply("SLIPWAY_VERIFY_KEY"),
                        Path.of(needed.apply("SLIPWAY_STATE_DIR")),
                        limits(environment),
                        quarantine(environment));
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

    private static Duration quarantine(Environment environment) {
        String seconds = environment.get("SLIPWAY_QUARANTINE_SECONDS");
        return seconds == null
                ? Quarantine.DEFAULT_EXPIRY
                : Duration.ofSeconds(
                        number("SLIPWAY_QUARANTINE_SECONDS", seconds, MOST_QUARANTINE_SECONDS));
    }

    /**
     * A port of one of the servers; 0 is any.
     *
     * @throws SettingException when it is none
     */
    public static int port(Environment environment, String name, int otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank()
                ? otherwise
                : (int) number(name, value.strip(), MOST_PORT);
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
