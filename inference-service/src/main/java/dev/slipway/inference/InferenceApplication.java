package dev.slipway.inference;

import dev.slipway.inference.assignment.ReplicaIdentity;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** One process is one replica. */
@SpringBootApplication(proxyBeanMethods = false)
public class InferenceApplication {
    private static final String INSTANCE = "SLIPWAY_INSTANCE";

    /** Starts the replica; the process ends by SIGTERM, or with its launcher. */
    public static void main(String[] args) throws IOException {
        RequiredVariables.orHalt(
                args,
                "SLIPWAY_VERIFY_KEY",
                "SLIPWAY_ENROLMENT_SECRET",
                "SLIPWAY_REGISTRY_URL",
                "SLIPWAY_STORE_URL");
        UUID instance = instance(args);
        String name = variable("SLIPWAY_NAME", "replica-" + instance);
        Optional<Path> data =
                Optional.of(variable("SLIPWAY_DATA_DIR", ""))
                        .filter(text -> !text.isBlank())
                        .map(Path::of);
        Map<String, String> facts = new HashMap<>();
        facts.put("instance", instance.toString());
        facts.put("pool", variable("SLIPWAY_POOL", "default"));
        RunFile early = RunFile.current(name, facts);
        if (data.isPresent()) {
            early.write(data.get());
        }
        LauncherWatch.start(System.getenv(LauncherWatch.LAUNCHER));
        AtomicReference<@Nullable Replica> running = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running.get()), "drain"));
        ConfigurableApplicationContext context;
        try {
            context = start(Map.of(INSTANCE, instance.toString()), args);
        } catch (RuntimeException reported) {
            // Spring Boot has said why.
            Runtime.getRuntime().halt(1);
            throw reported;
        }
        try {
            Replica replica = context.getBean(Replica.class);
            int port = replica.listen();
            ReplicaIdentity identity = replica.identity(port);
            if (data.isPresent()) {
                early.with(ports(context, port, identity)).write(data.get());
            }
            running.set(replica);
            replica.join(identity);
        } catch (RuntimeException failed) {
            logger().error("the replica cannot start", failed);
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * Starts the context; nothing listens but its management port, nothing is joined.
     *
     * @param args of the command line; of a name that is among the properties the property holds
     */
    static ConfigurableApplicationContext start(Map<String, String> properties, String... args) {
        SpringApplication application = new SpringApplication(InferenceApplication.class);
        // Our own hook drains and then halts; Spring's would close what requests still need.
        application.setRegisterShutdownHook(false);
        Stream<String> first =
                properties.entrySet().stream()
                        .map(property -> option(property.getKey()) + property.getValue());
        // Spring would make a list of the values of an option that comes twice.
        Stream<String> others =
                Arrays.stream(args)
                        .filter(arg ->
                                properties.keySet().stream()
                                        .noneMatch(name -> arg.startsWith(option(name))));
        return application.run(Stream.concat(first, others).toArray(String[]::new));
    }

    private static String option(String name) {
        return "--" + name + "=";
    }

    /** Who this replica is, by its command line or else its environment; otherwise somebody new. */
    private static UUID instance(String[] args) {
        String given =
                Arrays.stream(args)
                        .filter(arg -> arg.startsWith(option(INSTANCE)))
                        .map(arg -> arg.substring(option(INSTANCE).length()))
                        .findFirst()
                        .orElseGet(() -> variable(INSTANCE, ""));
        if (given.isBlank()) {
            return UUID.randomUUID();
        }
        try {
            return UUID.fromString(given.strip());
        } catch (IllegalArgumentException malformed) {
            RequiredVariables.halt(
                    "not started: " + INSTANCE + " is not a UUID; docs/WIRING.md says what it is");
            throw malformed;
        }
    }

    private static Map<String, String> ports(
            ConfigurableApplicationContext context, int port, ReplicaIdentity identity) {
        String management = context.getEnvironment().getProperty("local.server.port", "0");
        return Map.of(
                RunFile.PORT,
                Integer.toString(port),
                RunFile.MANAGEMENT_PORT,
                management,
                "instance",
                identity.instance().toString(),
                "pool",
                identity.pool(),
                "address",
                identity.address());
    }

    /**
     * Drains and halts. A halt ends the process while ONNX Runtime may still compute, where an
     * orderly exit would pull its environment from under it.
     */
    private static void end(@Nullable Replica replica) {
        try {
            if (replica != null) {
                replica.drain();
            }
        } catch (InterruptedException | RuntimeException hurried) {
            logger().warn("the drain was cut short", hurried);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private static String variable(String name, String fallback) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? fallback : value;
    }

    // Made late: the run file comes first, before logging is set up.
    private static Logger logger() {
        return LoggerFactory.getLogger(InferenceApplication.class);
    }
}
