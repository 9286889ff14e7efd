package dev.slipway.local.platform;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.platform.PortPlan.Ports;
import dev.slipway.local.secrets.PlatformSecrets;
import dev.slipway.local.secrets.SecretFile;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.StartCommand;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What each process is told at its start: the variables of docs/WIRING.md, and its JVM's flags. */
public final class ServiceCommands {
    private static final String BUCKET = "slipway";
    private static final String LOOPBACK = "127.0.0.1";

    // docs/decisions/0007 says why so large. Store and object store stay with the second compiler
    // too: only it uses the processor's instructions for SHA-256, 3 times as fast.
    private static final Heap REGISTRY_HEAP = new Heap(192, 16);
    private static final Heap STORE_HEAP = new Heap(192, 16);
    private static final Heap GATEWAY_HEAP = new Heap(256, 40);
    private static final Heap AUTOSCALER_HEAP = new Heap(96, 8);
    private static final Heap REPLICA_HEAP = new Heap(384, 24);
    private static final Heap OBJECT_STORE_HEAP = new Heap(160, 16);

    /** What a request goes through; the JDK's own classes are compiled within what calls them. */
    private static final List<String> REQUESTS =
            List.of(
                    "dev.slipway.*",
                    "io.netty.*",
                    "reactor.*",
                    "org.springframework.cloud.*",
                    "org.springframework.http.*",
                    "org.springframework.web.*",
                    "tools.jackson.*");

    /** What the bytes of an upload go through. */
    private static final List<String> DIGESTS = List.of("sun.security.provider.*");

    /** A replica hashes each file that it fetches, and at its next start once more. */
    private static final List<String> REQUESTS_AND_DIGESTS =
            Stream.concat(REQUESTS.stream(), DIGESTS.stream()).toList();

    private final PlatformSettings settings;
    private final PlatformSecrets secrets;
    private final ProcessIdentity launcher;
    private final PortPlan ports;
    private final ServiceJars jars;
    private final Mains mains;
    private final StartCaches caches;
    private final GivenVariables given;

    /**
     * Main class of this module's own child process.
     *
     * @param classPath where it is found
     */
    public record Mains(String classPath, String objectStore) {}

    public ServiceCommands(
            PlatformSettings settings,
            PlatformSecrets secrets,
            ProcessIdentity launcher,
            PortPlan ports,
            ServiceJars jars,
            Mains mains,
            StartCaches caches,
            GivenVariables given) {
        this.settings = settings;
        this.secrets = secrets;
        this.launcher = launcher;
        this.ports = ports;
        this.jars = jars;
        this.mains = mains;
        this.caches = caches;
        this.given = given;
    }

    /** The command of a service other than PostgreSQL, with the ports as planned now. */
    public StartCommand of(ServiceName name) {
        Map<String, String> environment = common(name.word());
        environment.putAll(given.forService(name));
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

    /**
     * Writes down how the autoscaler starts a replica; by file, since only replicas may name it.
     */
    public void writeReplicaCommand() throws IOException {
        Properties properties = new Properties();
        List<String> command =
                java("replica", REPLICA_HEAP)
                        .compiledLateExcept(REQUESTS_AND_DIGESTS)
                        .jar(jars.replica());
        for (int index = 0; index < command.size(); index++) {
            properties.setProperty("command." + index, command.get(index));
        }
        Map<String, String> environment = common("replica");
        environment.remove("SLIPWAY_NAME");
        environment.putAll(given.forReplicas());
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_STORE_URL", internal(ServiceName.STORE));
        environment.putAll(trust(Role.REPLICA));
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
        Map<String, String> environment = new HashMap<>(given.forEverybody());
        environment.put("SLIPWAY_NAME", name);
        environment.put("SLIPWAY_DATA_DIR", directory().root().toString());
        environment.put(LauncherWatch.LAUNCHER, launcher.toString());
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put("SLIPWAY_BIND", LOOPBACK);
        return environment;
    }

    private List<String> objectStore(Map<String, String> environment) {
        environment.putAll(s3());
        return java("object-store", OBJECT_STORE_HEAP)
                .compiledLateExcept(DIGESTS)
                .main(mains.classPath(), mains.objectStore());
    }

    private List<String> registry(Map<String, String> environment) {
        environment.putAll(database("registry", secrets.databaseRegistry()));
        environment.put("SLIPWAY_SIGNING_KEY", secrets.tokenKeys().privateKey());
        environment.put("SLIPWAY_VERIFY_KEY", secrets.tokenKeys().publicKey());
        environment.put("SLIPWAY_ENROLMENT_MASTER", secrets.enrolmentMaster());
        environment.put("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash());
        environment.put("SLIPWAY_BOOTSTRAP_KEYS", secrets.bootstrapKeys().toString());
        if (settings.failpoints()) {
            environment.put(
                    "SLIPWAY_FAILPOINTS_DIR", directory().root().resolve("failpoints").toString());
        }
        return java("registry", REGISTRY_HEAP).compiledQuickly().jar(jars.of(ServiceName.REGISTRY));
    }

    private List<String> store(Map<String, String> environment) {
        environment.putAll(database("store", secrets.databaseStore()));
        environment.putAll(trust(Role.STORE));
        environment.putAll(s3());
        environment.put("SLIPWAY_S3_ENDPOINT", url(ports.of(ServiceName.OBJECT_STORE).main()));
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        return java("store", STORE_HEAP)
                .compiledLateExcept(DIGESTS)
                .jar(jars.of(ServiceName.STORE));
    }

    private List<String> gateway(Map<String, String> environment) {
        environment.put("SLIPWAY_GRPC_PORT", String.valueOf(settings.grpcPort()));
        environment.putAll(trust(Role.GATEWAY));
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_REGISTRY_ADMIN_URL", url(ports.of(ServiceName.REGISTRY).main()));
        environment.put("SLIPWAY_STORE_ADMIN_URL", url(ports.of(ServiceName.STORE).main()));
        environment.put(
                "SLIPWAY_AUTOSCALER_ADMIN_URL", url(ports.of(ServiceName.AUTOSCALER).management()));
        environment.put("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash());
        environment.put("SLIPWAY_STATE_DIR", directory().gatewayState().toString());
        return java("gateway", GATEWAY_HEAP)
                .compiledLateExcept(REQUESTS)
                .jar(jars.of(ServiceName.GATEWAY));
    }

    private List<String> autoscaler(Map<String, String> environment) {
        environment.putAll(trust(Role.AUTOSCALER));
        environment.put("SLIPWAY_REGISTRY_URL", internal(ServiceName.REGISTRY));
        environment.put("SLIPWAY_REPLICA_COMMAND", replicaCommandFile().toString());
        return java("autoscaler", AUTOSCALER_HEAP)
                .compiledQuickly()
                .jar(jars.of(ServiceName.AUTOSCALER));
    }

    /** With what a service checks others and proves its own role; no other role's. */
    private Map<String, String> trust(Role role) {
        return Map.of(
                "SLIPWAY_VERIFY_KEY", secrets.tokenKeys().publicKey(),
                "SLIPWAY_ENROLMENT_SECRET", secrets.enrolment(role));
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

    private JavaCommand java(String name, Heap heap) {
        return JavaCommand.of(name, directory(), heap, caches);
    }

    private DataDirectory directory() {
        return settings.directory();
    }
}
