package dev.slipway.autoscaler.actuator.process;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.InstanceIds;
import dev.slipway.autoscaler.actuator.ReplicaCommand;
import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Replicas as processes in sessions of their own. Who they are is written down right after the
 * start, since a replica needs a while until it writes its own run file of the same name.
 */
final class ProcessActuator implements Actuator {
    private static final String PREFIX = "replica-";
    private static final String SUFFIX = ".properties";
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Set<String> PASSED_ON =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME");
    private static final Set<String> OURS_TOO =
            Set.of(
                    "SLIPWAY_DATA_DIR",
                    "SLIPWAY_LAUNCHER",
                    "SLIPWAY_BIND",
                    "SLIPWAY_VERIFY_KEY",
                    "SLIPWAY_REGISTRY_URL");

    private final Path dataDirectory;
    private final Supplier<ReplicaCommand> command;
    private final InstanceIds ids;

    /**
     * Makes an actuator.
     *
     * @param command asked at each start, so that a changed command holds from the next one on
     */
    ProcessActuator(Path dataDirectory, Supplier<ReplicaCommand> command, InstanceIds ids) {
        this.dataDirectory = dataDirectory;
        this.command = command;
        this.ids = ids;
    }

    @Override
    public boolean acts() {
        return true;
    }

    @Override
    public List<ReplicaProcess> adopt() throws IOException {
        Path run = dataDirectory.resolve("run");
        Files.createDirectories(run);
        List<Path> files;
        try (Stream<Path> all = Files.list(run)) {
            files = all.filter(ProcessActuator::isReplicas).sorted().toList();
        }
        List<ReplicaProcess> found = new ArrayList<>();
        for (Path file : files) {
            Optional<ReplicaProcess> replica = read(file);
            if (replica.isPresent()) {
                found.add(replica.get());
            } else {
                Files.deleteIfExists(file);
            }
        }
        return found;
    }

    private static boolean isReplicas(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    private static Optional<ReplicaProcess> read(Path file) throws IOException {
        try {
            return RunFile.read(file)
                    .map(run ->
                            new ReplicaProcess(
                                    UUID.fromString(run.name().substring(PREFIX.length())),
                                    run.values().getOrDefault("pool", "default"),
                                    run.process()));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public ReplicaProcess start(String pool, Runnable died) throws IOException {
        UUID instance = ids.next();
        String name = PREFIX + instance;
        Path logs = Files.createDirectories(dataDirectory.resolve("logs"));
        ProcessBuilder builder = builder(pool, instance, name);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".log").toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = builder.start();
        ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
        try {
            writeDown(new RunFile(name, identity, Map.of("instance", "" + instance, "pool", pool)));
        } catch (IOException | RuntimeException unwritable) {
            // Nobody would find it again, and another one is about to be started in its place.
            process.destroyForcibly();
            throw unwritable;
        }
        var _ = process.onExit().thenRun(died);
        return new ReplicaProcess(instance, pool, identity);
    }

    private ProcessBuilder builder(String pool, UUID instance, String name) throws IOException {
        ReplicaCommand how = command.get();
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            words.add(SETSID.toString());
        }
        words.addAll(how.command());
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> !PASSED_ON.contains(key) && !OURS_TOO.contains(key));
        environment.putAll(how.environment());
        environment.put("SLIPWAY_NAME", name);
        environment.put("SLIPWAY_INSTANCE", instance.toString());
        environment.put("SLIPWAY_POOL", pool);
        environment.put("SLIPWAY_DATA_DIR", dataDirectory.toString());
        environment.put("SLIPWAY_PORT", String.valueOf(FreePort.propose()));
        return builder;
    }

    /** The replica's own file, which knows more, is left alone. */
    private void writeDown(RunFile run) throws IOException {
        if (!Files.exists(RunFile.path(dataDirectory, run.name()))) {
            run.write(dataDirectory);
        }
    }

    @Override
    public Optional<String> address(ReplicaProcess replica) {
        try {
            return RunFile.read(runFile(replica)).map(run -> run.values().get("address"));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private Path runFile(ReplicaProcess replica) {
        return RunFile.path(dataDirectory, PREFIX + replica.instance());
    }

    @Override
    public boolean isAlive(ReplicaProcess replica) {
        return replica.process().isAlive();
    }

    @Override
    public void terminate(ReplicaProcess replica) {
        replica.process().find().ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void kill(ReplicaProcess replica) {
        replica.process().find().ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void forget(ReplicaProcess replica) {
        try {
            Files.deleteIfExists(runFile(replica));
        } catch (IOException stays) {
            // It is found again at the next start, and its death is reported once more.
            return;
        }
    }
}
