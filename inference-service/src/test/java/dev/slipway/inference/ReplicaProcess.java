package dev.slipway.inference;

import dev.slipway.inference.testing.FakeRegistry;
import dev.slipway.inference.testing.FakeStore;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A replica as a process of its own. */
record ReplicaProcess(Path directory, UUID instance, FakeRegistry registry, FakeStore store) {
    Process start(List<String> flags, Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.add("-XX:ErrorFile=" + directory.resolve("hs_err.log"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        InferenceApplication.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("SLIPWAY_INSTANCE", instance.toString());
        environment.put("SLIPWAY_NAME", "replica-" + instance);
        environment.put("SLIPWAY_DATA_DIR", directory.toString());
        environment.put("SLIPWAY_CACHE_DIR", directory.resolve("cache").toString());
        environment.put("SLIPWAY_REGISTRY_URL", registry.uri().toString());
        environment.put("SLIPWAY_STORE_URL", store.uri().toString());
        environment.putAll(TestReplica.TRUST);
        environment.putAll(more);
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
        return builder.start();
    }

    Optional<RunFile> runFile() throws IOException {
        return RunFile.read(RunFile.path(directory, "replica-" + instance));
    }

    int port() throws IOException {
        TestReplica.await(() -> runFile().flatMap(file -> file.port(RunFile.PORT)).isPresent());
        return runFile().flatMap(file -> file.port(RunFile.PORT)).orElseThrow();
    }
}
