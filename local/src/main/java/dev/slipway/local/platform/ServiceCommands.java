package dev.slipway.local.platform;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.platform.PortPlan.Ports;
import dev.slipway.local.secrets.PlatformSecrets;
import dev.slipway.local.secrets.SecretFile;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.StartCommand;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.ProcessIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What each process is told at its start: the variables of docs/WIRING.md, and its JVM's flags. */
public final class ServiceCommands {
    /** What a replica hears of the hardware from whoever starts the platform. */
    private static final List<String> HARDWARE =
            List.of(
                    "SLIPWAY_EXECUTION_PROVIDERS",
                    "SLIPWAY_EXECUTION_PROVIDER_POLICY",
                    "SLIPWAY_PARALLEL_RUNS",
                    "LD_LIBRARY_PATH",
                    "CUDA_VISIBLE_DEVICES",
                    "SLIPWAY_ONNXRUNTIME_DIR");

    /** What every process hears of how it shall tell of itself. */
    private static final List<String> TELLING = List.of("SLIPWAY_LOG_FORMAT", "OTEL_");

    private static final String BUCKET = "slipway";
    private static final String LOOPBACK = "127.0.0.1";

    private final PlatformSettings settings;
    private final PlatformSecrets secrets;
    private final ProcessIdentity launcher;
    private final PortPlan ports;
    private final ServiceJars jars;
    private final Mains mains;

    /**
     * Main classes of this module's own child processes.
     *
     * @param classPath where they are found
     */
    public record Mains(String classPath, String objectStore, String guard) {}

    public ServiceCommands(
            PlatformSettings settings,
            PlatformSecrets secrets,
            ProcessIdentity launcher,
            PortPlan ports,
            ServiceJars jars,
            Mains mains) {
        this.settings = settings;
        this.secrets = secrets;
        this.launcher = launcher;
        this.ports = ports;
        this.jars = jars;
        this.mains = mains;
    }

    /** The command of a service other than PostgreSQL, with the ports as planned now. */
    public StartCommand of(ServiceName name) {
        Map<String, String> environment = common(name.word());
        Ports own = ports.of(name);
        environment.put("SLIPWAY_PORT", String.valueOf(own.main()));
        environment.put("SLIPWAY_INTERNAL_PORT", String.valueOf(own.internal()));
        environment.put("SLIPWAY_MANAGEMENT_PORT", String.valueOf(own.management()));
        List<String> command =
                switch (name) {
                    case POSTGRES -> throw new IllegalArgumentException("PostgreSQL is no JVM");
                    case OBJECT_STORE -> objectStore(environment);
                    case REGISTRY -> registry(environment);
                    case STORE -> store(environment);
                    case GATEWAY -> gateway(environment);
                    case AUTOSCALER -> autoscaler(environment);
                };
        return new StartCommand(command, environment, settings.directory().log(name.word()));
    }

    /** The process that ends PostgreSQL when the launcher is gone. */
    public StartCommand guard() {
        return new StartCommand(
                beside("16m").main(mains.classPath(), mains.guard(), directory().root().toString()),
                common("postgres-guard"),
                directory().log("postgres-guard"));
    }

    /**
     * Writes down how the autoscaler starts a replica; by file, since only replicas may name it.
     */
    public void writeReplicaCommand() throws IOException {
        Properties properties = new Properties();
        List<String> command =
                JavaCommand.onDataPath(directory().root(), directory().temporary(), "384m")
                        .jar(jars.replica());
        for (int index = 0; index < command.size(); index++) {
            properties.setProperty("command." + index, command.get(index));
        }
        Map<String, String> environment = common("replica");
        environment.remove("SLIPWAY_NAME");
        for (String name : HARDWARE) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_STORE_URL", internal(ServiceName.STORE));
        environment.put("SLIPWAY_MANAGEMENT_PORT", "0");
        environment.put("SLIPWAY_CACHE_DIR", directory().cache().toString());
        environment.forEach((key, value) -> properties.setProperty("env." + key, value));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        SecretFile.write(replicaCommandFile(), text.toString());
    }

    private Path replicaCommandFile() {
        return directory().conf().resolve("replica.properties");
    }

    private Map<String, String> common(String name) {
        Map<String, String> environment = new HashMap<>();
        System.getenv()
                .forEach((key, value) -> {
                    // One name for all of them would be nobody's.
                    if (TELLING.stream().anyMatch(key::startsWith)
                            && !key.equals("OTEL_SERVICE_NAME")) {
                        environment.put(key, value);
                    }
                });
        environment.put("SLIPWAY_NAME", name);
        environment.put("SLIPWAY_DATA_DIR", directory().root().toString());
        environment.put(LauncherWatch.LAUNCHER, launcher.toString());
        environment.put("SLIPWAY_BIND", LOOPBACK);
        environment.put("SLIPWAY_SERVICE_SECRET", secrets.service());
        return environment;
    }

    private List<String> objectStore(Map<String, String> environment) {
        environment.remove("SLIPWAY_SERVICE_SECRET");
        environment.putAll(s3());
        return hashing("160m").main(mains.classPath(), mains.objectStore());
    }

    private List<String> registry(Map<String, String> environment) {
        environment.putAll(database("registry", secrets.databaseRegistry()));
        environment.put("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash());
        environment.put("SLIPWAY_BOOTSTRAP_KEYS", secrets.bootstrapKeys().toString());
        if (settings.failpoints()) {
            environment.put(
                    "SLIPWAY_FAILPOINTS_DIR", directory().root().resolve("failpoints").toString());
        }
        return beside("192m").jar(jars.of(ServiceName.REGISTRY));
    }

    private List<String> store(Map<String, String> environment) {
        environment.putAll(database("store", secrets.databaseStore()));
        environment.putAll(s3());
        environment.put("SLIPWAY_S3_ENDPOINT", url(ports.of(ServiceName.OBJECT_STORE).main()));
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        return hashing("192m").jar(jars.of(ServiceName.STORE));
    }

    private List<String> gateway(Map<String, String> environment) {
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_REGISTRY_ADMIN_URL", url(ports.of(ServiceName.REGISTRY).main()));
        environment.put("SLIPWAY_STORE_ADMIN_URL", url(ports.of(ServiceName.STORE).main()));
        environment.put("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash());
        environment.put("SLIPWAY_STATE_DIR", directory().gatewayState().toString());
        return JavaCommand.onDataPath(directory().root(), directory().temporary(), "256m")
                .jar(jars.of(ServiceName.GATEWAY));
    }

    private List<String> autoscaler(Map<String, String> environment) {
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_REPLICA_COMMAND", replicaCommandFile().toString());
        return beside("96m").jar(jars.of(ServiceName.AUTOSCALER));
    }

    private Map<String, String> database(String role, String password) {
        return Map.of(
                "SLIPWAY_DB_URL",
                "jdbc:postgresql://%s:%d/slipway"
                        .formatted(LOOPBACK, ports.of(ServiceName.POSTGRES).main()),
                "SLIPWAY_DB_USER",
                role,
                "SLIPWAY_DB_PASSWORD",
                password);
    }

    private Map<String, String> s3() {
        return Map.of(
                "SLIPWAY_S3_BUCKET", BUCKET,
                "SLIPWAY_S3_ACCESS_KEY", secrets.s3AccessKey(),
                "SLIPWAY_S3_SECRET_KEY", secrets.s3SecretKey());
    }

    private String internal(ServiceName name) {
        return url(ports.of(name).internal());
    }

    private static String url(int port) {
        return "http://" + LOOPBACK + ":" + port;
    }

    /** Only the second compiler uses the processor's instructions for SHA-256: 3 times as fast. */
    private JavaCommand hashing(String heap) {
        return JavaCommand.onDataPath(directory().root(), directory().temporary(), heap);
    }

    private JavaCommand beside(String heap) {
        return JavaCommand.besideDataPath(directory().root(), directory().temporary(), heap);
    }

    private DataDirectory directory() {
        return settings.directory();
    }
}
