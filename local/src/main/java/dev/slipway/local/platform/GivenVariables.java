package dev.slipway.local.platform;

import dev.slipway.local.services.ServiceName;
import dev.slipway.supervision.environment.SettingException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The variables of whoever starts the platform: which of them each process hears, and which nobody
 * may give, since the launcher decides them.
 */
public final class GivenVariables {
    /** What a replica hears: of the hardware, and its own bounds. */
    private static final List<String> REPLICA =
            List.of(
                    "SLIPWAY_EXECUTION_PROVIDERS",
                    "SLIPWAY_EXECUTION_PROVIDER_POLICY",
                    "SLIPWAY_PARALLEL_RUNS",
                    "SLIPWAY_WIDE_LANE",
                    "SLIPWAY_ENGINE_SEARCH",
                    "SLIPWAY_ENGINE_NICE",
                    "LD_LIBRARY_PATH",
                    "CUDA_VISIBLE_DEVICES",
                    "SLIPWAY_ONNXRUNTIME_DIR",
                    "SLIPWAY_CACHE_MAX_BYTES",
                    "SLIPWAY_MAX_BODY_BYTES",
                    "SLIPWAY_RESPONSE_CACHE_BYTES",
                    "SLIPWAY_MAX_NATIVE_BYTES");

    private static final List<String> REGISTRY = List.of("SLIPWAY_TOKEN_LIFETIME");

    private static final List<String> GATEWAY =
            List.of("SLIPWAY_HOLD_COUNT", "SLIPWAY_MAX_BODY_BYTES", "SLIPWAY_QUARANTINE_SECONDS");

    /** How sizes follow load. */
    private static final List<String> AUTOSCALER =
            List.of(
                    "SLIPWAY_TARGET_IN_FLIGHT",
                    "SLIPWAY_STABLE_WINDOW",
                    "SLIPWAY_PANIC_WINDOW",
                    "SLIPWAY_SCALE_DOWN_DELAY");

    /** How every process shall tell of itself. */
    private static final String LOG_FORMAT = "SLIPWAY_LOG_FORMAT";

    private static final String TRACES = "OTEL_";

    /** One name for all of them would be nobody's. */
    private static final String TRACED_NAME = "OTEL_SERVICE_NAME";

    /** Ports, addresses, folders, secrets and names: {@code up} makes them for each process. */
    private static final List<String> DECIDED =
            List.of(
                    "SLIPWAY_ADVERTISE_ADDRESS",
                    "SLIPWAY_AUTOSCALER_ADMIN_URL",
                    "SLIPWAY_BIND",
                    "SLIPWAY_BOOTSTRAP_KEYS",
                    "SLIPWAY_CACHE_DIR",
                    "SLIPWAY_DATA_DIR",
                    "SLIPWAY_DB_PASSWORD",
                    "SLIPWAY_DB_URL",
                    "SLIPWAY_DB_USER",
                    "SLIPWAY_ENROLMENT_MASTER",
                    "SLIPWAY_ENROLMENT_SECRET",
                    "SLIPWAY_FAILPOINTS_DIR",
                    "SLIPWAY_GRPC_PORT",
                    "SLIPWAY_INSTANCE",
                    "SLIPWAY_INTERNAL_PORT",
                    "SLIPWAY_KEY_HASH_SECRET",
                    "SLIPWAY_LAUNCHER",
                    "SLIPWAY_MANAGEMENT_PORT",
                    "SLIPWAY_NAME",
                    "SLIPWAY_POOL",
                    "SLIPWAY_PORT",
                    "SLIPWAY_REGISTRY_ADMIN_URL",
                    "SLIPWAY_REGISTRY_URL",
                    "SLIPWAY_REPLICA_COMMAND",
                    "SLIPWAY_S3_ACCESS_KEY",
                    "SLIPWAY_S3_BUCKET",
                    "SLIPWAY_S3_ENDPOINT",
                    "SLIPWAY_S3_SECRET_KEY",
                    "SLIPWAY_SIGNAL_ADDRESS",
                    "SLIPWAY_SIGNING_KEY",
                    "SLIPWAY_STATE_DIR",
                    "SLIPWAY_STORE_ADMIN_URL",
                    "SLIPWAY_STORE_URL",
                    "SLIPWAY_VERIFY_KEY");

    /** The options that say the same. */
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "SLIPWAY_PORT", "--port",
                    "SLIPWAY_GRPC_PORT", "--grpc-port",
                    "SLIPWAY_DATA_DIR", "--data");

    private final Map<String, String> variables;

    public GivenVariables(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public static GivenVariables ofThisProcess() {
        return new GivenVariables(System.getenv());
    }

    /**
     * Refuses what would be set in vain.
     *
     * @throws SettingException that names it and, where there is one, the option that says the same
     */
    public void check() {
        for (String name : DECIDED) {
            if (variables.containsKey(name)) {
                String option = OPTIONS.get(name);
                throw new SettingException(
                        name
                                + " is set, but 'up' decides it by itself; unset it"
                                + (option == null ? "" : " and use " + option));
            }
        }
    }

    Map<String, String> forEverybody() {
        return only(name ->
                name.equals(LOG_FORMAT) || (name.startsWith(TRACES) && !name.equals(TRACED_NAME)));
    }

    Map<String, String> forReplicas() {
        return only(REPLICA::contains);
    }

    Map<String, String> forService(ServiceName name) {
        return switch (name) {
            case POSTGRES, OBJECT_STORE, STORE -> Map.of();
            case REGISTRY -> only(REGISTRY::contains);
            case GATEWAY -> only(GATEWAY::contains);
            case AUTOSCALER -> only(AUTOSCALER::contains);
        };
    }

    private Map<String, String> only(Predicate<String> wanted) {
        Map<String, String> chosen = new TreeMap<>(variables);
        chosen.keySet().removeIf(wanted.negate());
        return chosen;
    }
}
