package dev.slipway.inference;

import dev.slipway.inference.assignment.ReplicaIdentity;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.RequiredVariables;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
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
        UUID instance = UUID.fromString(variable(INSTANCE, UUID.randomUUID().toString()));
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
            context = start(Map.of(INSTANCE, instance.toString()));
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

    /** Starts the context; nothing listens but its management port, nothing is joined. */
    static ConfigurableApplicationContext start(Map<String, String> properties) {
        SpringApplication application = new SpringApplication(InferenceApplication.class);
        // Our own hook drains and then halts; Spring's would close what requests still need.
        application.setRegisterShutdownHook(false);
        return application.run(
                properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    private static Map<String, String> ports(
            ConfigurableApplicationContext context, int port, ReplicaIdentity identity) {
        String management = context.getEnvironment().getProperty("local.server.port", "0");
        return Map.of(
                RunFile.PORT,
                Integer.toString(port),
                RunFile.MANAGEMENT_PORT,
                management,
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
