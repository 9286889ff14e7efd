package dev.slipway.e2e.platform;

import dev.slipway.supervision.RunFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the launcher started a service, taken from the running process, so that a test can start the
 * very same with a few variables changed.
 *
 * @param folder that it runs in
 */
public record ServiceCopy(
        Platform platform, Path folder, List<String> command, Map<String, String> environment) {
    public ServiceCopy {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public static ServiceCopy of(Platform platform, String service) throws IOException {
        long pid = platform.service(service).process().pid();
        Path proc = Path.of("/proc", Long.toString(pid));
        Map<String, String> environment =
                words(proc.resolve("environ"))
                        .filter(entry -> entry.indexOf('=') > 0)
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.substring(0, entry.indexOf('=')),
                                        entry -> entry.substring(entry.indexOf('=') + 1),
                                        (first, second) -> second,
                                        TreeMap::new));
        return new ServiceCopy(
                platform,
                Files.readSymbolicLink(proc.resolve("cwd")),
                words(proc.resolve("cmdline")).toList(),
                environment);
    }

    private static Stream<String> words(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("\0", -1)).filter(word -> !word.isEmpty());
    }

    /** One variable that the launcher gave it. */
    public String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    /**
     * Starts it with these variables instead of the launcher's; what it says goes into a log.
     *
     * @param name of the log, and of its run file where the variables do not say another
     */
    public Process start(String name, Map<String, String> changed) throws IOException {
        File log = platform.data().resolve("logs").resolve(name + ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(changed);
        return builder.start();
    }

    /** Whether this process has told its ports under this name. */
    public boolean isUp(String name, Process process) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue());
        }
        return platform.isUp(name)
                && platform.service(name).process().pid() == process.pid()
                && platform.service(name).port(RunFile.PORT).isPresent();
    }
}
