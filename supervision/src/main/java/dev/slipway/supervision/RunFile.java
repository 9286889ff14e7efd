package dev.slipway.supervision;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * {@code DIR/run/NAME.properties}: who a process is and where it listens. It writes this first of
 * all without ports, and again once it listens; by rename, so that no reader sees half of it.
 *
 * @param values further facts, such as the ports ({@code port}, {@code internal_port}, {@code
 *     grpc_port}, {@code management_port}) and a replica's {@code instance}, {@code pool} and
 *     {@code address}
 */
public record RunFile(String name, ProcessIdentity process, Map<String, String> values) {
    public static final String PORT = "port";
    public static final String INTERNAL_PORT = "internal_port";
    public static final String GRPC_PORT = "grpc_port";
    public static final String MANAGEMENT_PORT = "management_port";

    private static final String SUFFIX = ".properties";
    private static final String PROCESS = "process";
    private static final String START_TICKS = "start_ticks";

    public RunFile {
        values = Map.copyOf(values);
    }

    public static RunFile current(String name, Map<String, String> values) {
        return new RunFile(name, ProcessIdentity.current(), values);
    }

    public static Path path(Path dataDirectory, String name) {
        return dataDirectory.resolve("run").resolve(name + SUFFIX);
    }

    public Optional<Integer> port(String key) {
        return Optional.ofNullable(values.get(key)).map(Integer::valueOf);
    }

    public RunFile with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(more);
        return new RunFile(name, process, all);
    }

    public void write(Path dataDirectory) throws IOException {
        Path file = path(dataDirectory, name);
        Files.createDirectories(file.getParent());
        Properties properties = new Properties();
        properties.putAll(values);
        properties.setProperty(PROCESS, process.withoutTicks());
        if (process.startTicks() >= 0) {
            properties.setProperty(START_TICKS, String.valueOf(process.startTicks()));
        }
        Path half = file.resolveSibling(name + "." + process.pid() + ".half");
        try (Writer out = Files.newBufferedWriter(half)) {
            properties.store(out, null);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empty when there is no such file. */
    public static Optional<RunFile> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key)));
        ProcessIdentity process = process(values.remove(PROCESS), values.remove(START_TICKS));
        String fileName = String.valueOf(file.getFileName());
        return Optional.of(
                new RunFile(
                        fileName.substring(0, fileName.length() - SUFFIX.length()),
                        process,
                        values));
    }

    /** The ticks stand beside the rest, so that versions that do not know them read the file. */
    private static ProcessIdentity process(@Nullable String process, @Nullable String ticks) {
        String text = process == null ? "" : process;
        return ProcessIdentity.parse(ticks == null ? text : text + ":" + ticks);
    }
}
