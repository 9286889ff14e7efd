package dev.slipway.local.platform;

import dev.slipway.local.services.ServiceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The applications of all modules, ready to start. */
public final class ServiceJars {
    private static final Map<ServiceName, String> MODULES =
            new EnumMap<>(
                    Map.of(
                            ServiceName.REGISTRY, "registry-service",
                            ServiceName.STORE, "model-store-service",
                            ServiceName.GATEWAY, "gateway-service",
                            ServiceName.AUTOSCALER, "autoscaler-service"));
    private static final String REPLICA_MODULE = "inference-service";

    private final Map<String, ServiceJar> jars;

    ServiceJars(Map<String, ServiceJar> jars) {
        this.jars = jars;
    }

    /** Unpacks what was built since, all modules at once. */
    public static ServiceJars prepare(Path home)
            throws IOException, PlatformFailure, InterruptedException {
        Map<String, Future<ServiceJar>> pending = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String module : MODULES.values()) {
                pending.put(module, threads.submit(() -> ServiceJar.prepare(home, module)));
            }
            pending.put(
                    REPLICA_MODULE, threads.submit(() -> ServiceJar.prepare(home, REPLICA_MODULE)));
        }
        Map<String, ServiceJar> jars = new LinkedHashMap<>();
        for (Map.Entry<String, Future<ServiceJar>> entry : pending.entrySet()) {
            jars.put(entry.getKey(), result(entry.getValue()));
        }
        return new ServiceJars(jars);
    }

    /** The jars of all modules as they were built. */
    static List<Path> packed(Path home) throws IOException, PlatformFailure {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES.values()) {
            all.add(ServiceJar.newest(home.resolve(module).resolve("target"), module));
        }
        all.add(ServiceJar.newest(home.resolve(REPLICA_MODULE).resolve("target"), REPLICA_MODULE));
        return all;
    }

    private static ServiceJar result(Future<ServiceJar> future)
            throws IOException, PlatformFailure, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case PlatformFailure reason -> throw reason;
                case IOException reason -> throw reason;
                case null, default -> throw new IOException("cannot unpack a service", failed);
            }
        }
    }

    ServiceJar of(ServiceName name) {
        return named(MODULES.getOrDefault(name, ""));
    }

    ServiceJar replica() {
        return named(REPLICA_MODULE);
    }

    private ServiceJar named(String module) {
        ServiceJar jar = jars.get(module);
        if (jar == null) {
            throw new IllegalArgumentException("no module " + module);
        }
        return jar;
    }
}
